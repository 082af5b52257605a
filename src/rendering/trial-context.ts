import { Context } from 'liquidjs';

/** What is known whenever a template is rendered. The other names are of what an execution gives. */
const ALWAYS_KNOWN: readonly string[] = ['contact', 'receiver', 'action', 'links'];

/**
 * How a template that is only tried finds what it names: what executions will give, and what the template makes of it, is
 * empty where it is not there yet. Wrong names of what is always known, and names that nothing has, are errors as ever.
 */
export class TrialContext extends Context {
  override *_getFromScope(
    ...[scope, paths, strict]: Parameters<Context['_getFromScope']>
  ): IterableIterator<unknown> {
    const [root] = typeof paths === 'string' ? paths.split('.') : paths;
    return yield super._getFromScope(scope, paths, isGivenLater(scope, root) ? false : strict);
  }
}

function isGivenLater(scope: unknown, root: unknown): boolean {
  if (typeof root !== 'string' || typeof scope !== 'object' || scope === null) return false;
  return Object.hasOwn(scope, root) && !ALWAYS_KNOWN.includes(root);
}
