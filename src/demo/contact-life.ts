import { type Moment, moment, opening, type Setting } from './moment.ts';
import type { Person } from './people.ts';

/** What caused a change of a contact: the codes of the red list. */
const BY_API = 1;
const BY_IMPORT = 2;
const BY_FORM = 3;

/** Ids of the fields of an invented account: e-mail, first name, last name, telephone, birthday, city. */
const FIELDS = [9628, 9629, 9630, 9631, 9640, 9652];

/** A contact comes to be. */
export function created(setting: Setting, person: Person, at: number): Moment {
  const contact = person.footprint;
  const fields = FIELDS.slice(0, setting.random.between(3, FIELDS.length));
  return moment({
    type: 'creation',
    ...opening(setting, at),
    source: {
      type: 'contact',
      detail: { contact, fields, origin: setting.random.pick([BY_API, BY_FORM]) },
    },
  });
}

/** Some fields of a contact change. */
export function modified(setting: Setting, person: Person, at: number): Moment {
  const contact = person.footprint;
  const fields = [setting.random.pick(FIELDS)];
  const origin = setting.random.pick([BY_API, BY_IMPORT, BY_FORM]);
  return moment({
    type: 'modification',
    ...opening(setting, at),
    source: { type: 'contact', detail: { contact, fields, origin } },
  });
}

/** A contact is deleted. */
export function suppressed(setting: Setting, person: Person, at: number): Moment {
  return moment({
    type: 'suppression',
    ...opening(setting, at),
    source: { type: 'contact', detail: { contact: person.footprint, origin: BY_API } },
  });
}
