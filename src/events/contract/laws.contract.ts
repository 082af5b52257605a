import type { EventLog, Position, Query } from '../log.ts';
import { EVENT_TYPES } from '../model/event-types.ts';
import { ROBOT_CLASSES } from '../model/robot-classes.ts';
import { assertSame, textsOf } from './reading.contract.ts';

/** Where a window is cut in two. */
export type Cut = { instant: number; position: Position };

/** Checks what must hold between the answers to a query and to its parts, whatever the log holds. */
export async function assertLaws(log: EventLog, query: Query, cut: Cut): Promise<void> {
  const read = (part: Partial<Query>) => textsOf(log, { ...query, ...part });
  const ascending = await read({ sort: 'asc' });
  const all = ascending.toSorted();

  assertSame(await read({ sort: 'desc' }), ascending.toReversed(), 'descending is ascending reversed');
  assertSame((await read({})).toSorted(), all, 'without an order come the same events');

  const { start, end, after, upTo } = query;
  const before = await read({ sort: 'asc', end: Math.min(end ?? cut.instant, cut.instant) });
  const since = await read({ sort: 'asc', start: Math.max(start ?? cut.instant, cut.instant) });
  assertSame([...before, ...since], ascending, 'two windows of time make one');

  const older = await read({ upTo: Math.min(upTo, cut.position) });
  const newer = await read({ after: Math.max(after, cut.position) });
  assertSame([...older, ...newer].toSorted(), all, 'two windows of positions make one');

  const types = [...new Set(query.types ?? EVENT_TYPES)];
  const byType = await Promise.all(types.map((type) => read({ types: [type] })));
  assertSame(byType.flat().toSorted(), all, 'all types make the whole');

  const hits = (robots: Query['robots']) => read({ types: ['hit'], robots });
  const byRobot = await Promise.all([
    hits('hidden'),
    ...ROBOT_CLASSES.map((robot) => hits(new Set([robot]))),
  ]);
  assertSame(byRobot.flat().toSorted(), (await hits('shown')).toSorted(), 'people and robots make all hits');

  if (query.activationStart !== undefined || query.activationEnd !== undefined) return;
  const reactions = await read({ activationStart: Number.MIN_SAFE_INTEGER });
  const since0 = await read({ activationStart: cut.instant });
  const until = await read({ activationEnd: cut.instant });
  assertSame([...until, ...since0].toSorted(), reactions.toSorted(), 'two windows of activations make one');
}
