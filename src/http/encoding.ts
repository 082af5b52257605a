import { pipeline, type Writable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, createZstdCompress, gzip, zstdCompress } from 'node:zlib';

/** The content codings that answers can have. */
export type Encoding = 'identity' | 'gzip' | 'zstd';

/** The representations that feeds can have. */
export type MediaType = 'application/json' | 'application/x-ndjson';

// The fastest levels: the wire and the reader gain nothing from the slow ones.
const GZIP = { level: 1 };
const ZSTD = { chunkSize: 64 * 1024, params: { [constants.ZSTD_c_compressionLevel]: 1 } };

const gzipAll = promisify(gzip);
const zstdAll = promisify(zstdCompress);

/**
 * Chooses a coding by `Accept-Encoding`, RFC 9110 section 12.5.3. Of equally welcome ones the cheaper is taken: gzip
 * for arrays, which the log keeps ready in it, else zstd.
 */
export function chooseEncoding(header: string | undefined, mediaType: MediaType): Encoding {
  if (header === undefined) return 'identity';
  const qualities = parseQualities(header);
  const quality = (name: string) => qualities.get(name) ?? qualities.get('*') ?? 0;
  const offers: [Encoding, number][] = [
    ['gzip', Math.max(quality('gzip'), qualities.get('x-gzip') ?? 0)],
    ['zstd', quality('zstd')],
  ];
  if (mediaType === 'application/x-ndjson') offers.reverse();
  const plain = qualities.get('identity') ?? 0;
  const [best] = offers.filter(([, q]) => q > 0 && q >= plain).toSorted(([, a], [, b]) => b - a);
  return best?.[0] ?? 'identity';
}

/** Chooses a representation by `Accept`. Whatever else is asked for, JSON is what a client of NP6 expects. */
export function chooseMediaType(header: string | undefined): MediaType {
  if (header === undefined) return 'application/json';
  const qualities = parseQualities(header);
  const lines = Math.max(
    qualities.get('application/x-ndjson') ?? 0,
    qualities.get('application/ndjson') ?? 0,
  );
  const array =
    qualities.get('application/json') ?? qualities.get('application/*') ?? qualities.get('*/*') ?? 0;
  const named = qualities.has('application/json');
  return lines > 0 && (lines > array || (lines === array && !named))
    ? 'application/x-ndjson'
    : 'application/json';
}

/** Compresses a small body at once. */
export async function compress(body: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
  switch (encoding) {
    case 'identity':
      return body;
    case 'gzip':
      return gzipAll(body, GZIP);
    case 'zstd':
      return zstdAll(body, ZSTD);
  }
}

/** Where to write what shall reach `destination` as zstd. A failure of either side destroys both. */
export function zstdTo(destination: Writable): Writable {
  const compressor = createZstdCompress(ZSTD);
  // An error reaches whoever writes; there is nobody else to tell.
  pipeline(compressor, destination, () => undefined);
  return compressor;
}

/** The members of a header such as `gzip;q=0.5, br`, in lower case, with their qualities. */
function parseQualities(header: string): Map<string, number> {
  const qualities = new Map<string, number>();
  for (const member of header.split(',')) {
    const [name = '', ...parameters] = member.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    const quality = weight === undefined ? 1 : Number(weight.slice(2));
    if (name !== '') qualities.set(name, Number.isNaN(quality) ? 0 : quality);
  }
  return qualities;
}
