const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'its disk is read-only',
  ENOSPC: 'the disk is full',
};

/** A file that a command was told to read or write cannot be used. */
export class FileUnusable extends Error {
  override readonly name = 'FileUnusable';

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${file} ${problem}`, options);
  }

  /** Puts an error of the operating system into words; any other error stays what it is. */
  static from(file: string, problem: string, error: unknown): unknown {
    if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
    const code = String(error.code);
    return new FileUnusable(file, `${problem}: ${REASONS[code] ?? code}`, { cause: error });
  }
}
