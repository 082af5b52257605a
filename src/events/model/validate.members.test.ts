import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EVENT_VARIANTS } from '../../../test/fixtures/event-variants.ts';
import { at, pointersInto, without } from '../../../test/fixtures/json-pointer.ts';
import { REFERENCE_PAYLOADS, referenceEvents } from '../../../test/fixtures/reference-events.ts';
import { validateEvent } from './validate.ts';

/** The members that an event may go without; every other member of every fixture is mandatory. */
const OPTIONAL: readonly RegExp[] = [
  /\/activation\/recipient$/,
  /\/activation\/(version|campaign)$/,
  /\/stamp\/set$/,
  // The sender's own data: nothing inside it is looked at.
  /\/execution\/data(\/|$)/,
  /\/cancellation\/value\/(provider|attempts)$/,
  /\/status\/code\/(enhanced|basic)$/,
  /\/analysis\/(rule|subject\/detail)$/,
  /\/link\/(label|source|destination)$/,
  /\/client\/(ip|ua|classification|classification\/rule)$/,
  /\/ua\/(client|os|device)(\/|$)/,
  /\/optout\/channel$/,
  /\/reply\/keyword$/,
  /\/complaint\/agent$/,
  /\/detail\/(fields|origin)(\/|$)/,
];

/** A banner may be shown to nobody known, and neither an application nor a page need tell its client. */
const OPTIONAL_FROM: Readonly<Record<string, RegExp>> = {
  display: /\/activation\/(kind|receiver)$|\/detail\/client$/,
  notification: /\/detail\/client$/,
};

function isOptional(event: unknown, pointer: string): boolean {
  const elsewhere = OPTIONAL_FROM[String(at(event, '/source/type'))];
  return OPTIONAL.some((optional) => optional.test(pointer)) || elsewhere?.test(pointer) === true;
}

const events = [
  ...EVENT_VARIANTS.map(({ event }) => event),
  ...REFERENCE_PAYLOADS.flatMap((payload) => referenceEvents(payload)),
];

describe('a member taken away from an event', () => {
  test('is missed when it is mandatory, and told where it should be', () => {
    const missed = new Set<string>();
    for (const event of events) {
      for (const pointer of pointersInto(event).filter((place) => !isOptional(event, place))) {
        const { flaws } = validateEvent(without(event, pointer));
        const parent = pointer.slice(0, pointer.lastIndexOf('/'));
        const name = pointer.slice(parent.length + 1);
        const leadsThere = flaws?.some(
          (flaw) =>
            flaw.pointer === pointer || (flaw.pointer === parent && flaw.message.includes(`'${name}'`)),
        );
        assert.ok(leadsThere, `${pointer} of ${JSON.stringify(event)}: ${JSON.stringify(flaws)}`);
        missed.add(pointer);
      }
    }
    assert.ok(missed.has('/identity/customer') && missed.has('/source/detail/reply/text'));
  });

  test('is not missed when it is optional', () => {
    let taken = 0;
    for (const event of events) {
      for (const pointer of pointersInto(event).filter((place) => isOptional(event, place))) {
        const { flaws } = validateEvent(without(event, pointer));
        assert.equal(flaws, undefined, `${pointer} of ${JSON.stringify(event)}: ${JSON.stringify(flaws)}`);
        taken++;
      }
    }
    assert.ok(taken > 0);
  });
});
