import { CORPUS } from './corpus.ts';
import { contactQueries, idsIn } from './promised-feeds.ts';

/** The path of a feed with every id of the corpus that it can have, those of other kinds among them. */
export function urlsOf(path: string): string[] {
  if (path.startsWith('/targets/events')) return contactQueries(CORPUS).map((query) => `${path}?${query}`);
  if (!path.includes('{id}')) return [path];
  const ids = ['/actions/', '/targets/', '/display/campaign/'].flatMap((kind) => idsIn(kind, CORPUS));
  const fitting = path.startsWith('/notifications/') ? ids.filter((id) => /^\d+$/.test(id)) : ids;
  return [...new Set(fitting)].map((id) => path.replace('{id}', encodeURIComponent(id)));
}

/** A URL with further parameters. */
export function withQuery(url: string, query: string): string {
  if (query === '') return url;
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}
