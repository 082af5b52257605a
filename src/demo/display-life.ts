import { BROWSERS } from './browsers.ts';
import { visitor } from './hits.ts';
import { type Moment, moment, opening, type Setting } from './moment.ts';
import { BANNER_LINK, DISPLAY_CONTENT } from './owners.ts';
import type { Person } from './people.ts';

/** Everything that happens to one content shown on a page. Without a person, the visitor is nobody known. */
export function* displayLife(setting: Setting, person: Person | undefined, start: number): Iterable<Moment> {
  const { random } = setting;
  const stamp = { time: start, id: random.uuid(), thread: random.uuid() };
  const activation = { ...DISPLAY_CONTENT, ...(person && { receiver: person.footprint }), stamp };
  const client = visitor(random, BROWSERS);
  const shown = start + random.between(5, 60);
  yield moment({
    type: 'activation',
    ...opening(setting, shown),
    source: { type: 'display', detail: { activation } },
  });
  if (!random.chance(0.8)) return;
  const seen = shown + random.between(300, 9_000);
  yield moment({
    type: 'impression',
    ...opening(setting, seen),
    source: { type: 'display', detail: { activation, client } },
  });
  if (!random.chance(0.06)) return;
  yield moment({
    type: 'hit',
    ...opening(setting, seen + random.wait(15_000)),
    source: { type: 'display', detail: { activation, link: BANNER_LINK, client } },
  });
}
