import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validateEvent } from '../events/model/validate.ts';
import type { Reader, TemplateKind } from './engine.ts';
import type { RenderLimits } from './limits.ts';
import { cancellationOf, RenderFailure } from './render-failure.ts';
import { Renderer } from './renderer.ts';
import { type ScopeSources, scopeOf } from './scope.ts';

const FRENCH: Reader = { culture: 'fr-FR', timeZone: 'Europe/Paris' };

const CLAIRE: ScopeSources = {
  fields: [
    { id: 8628, name: 'email', value: 'claire@example.com' },
    { id: 8630, name: 'Prénom', value: 'Claire & Zoé' },
    { id: 8631, name: 'Birthday', value: '1987-04-01' },
    { id: 8632, name: 'city', value: null },
  ],
  receiver: { id: '000R4M0T' },
  data: { amount: 1234.5, lines: [{ name: 'pen' }, { name: '<cap>' }], at: '2026-06-15T22:30:00Z' },
  variables: { shop: 'Paris' },
  action: { id: '000PE4', name: 'Welcome' },
  links: { mirror: 'https://t.example.com/m?a=1&b=2' },
};

function rendered(template: string, kind: TemplateKind = 'text', reader = FRENCH): string {
  return new Renderer().render({ part: kind, kind, template }, scopeOf(CLAIRE), reader);
}

function failure(template: string, limits: Partial<RenderLimits> = {}, kind: TemplateKind = 'html') {
  try {
    new Renderer(limits).render({ part: 'html', kind, template }, scopeOf(CLAIRE), FRENCH);
  } catch (error) {
    if (error instanceof RenderFailure) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: 'it was rendered' });
}

describe('a template', () => {
  it('names fields of the contact by name, in any case of the two, and by id', () => {
    assert.equal(
      rendered('{{ contact.email }} {{ contact["Prénom"] }} {{ contact.birthday }} {{ contact[8630] }}'),
      'claire@example.com Claire & Zoé 1987-04-01 Claire & Zoé',
    );
  });

  it('names data, variables, the action, the receiver and links', () => {
    assert.equal(
      rendered(
        '{{ data.amount }} {{ variables.shop }} {{ action.name }} {{ receiver.id }} {{ links.mirror }}',
      ),
      '1234.5 Paris Welcome 000R4M0T https://t.example.com/m?a=1&b=2',
    );
    assert.equal(rendered('{% for line in data.lines %}{{ line.name }};{% endfor %}'), 'pen;<cap>;');
  });

  it('writes a field without a value as nothing, and nothing of what has no name', () => {
    assert.equal(rendered('[{{ contact.city }}]'), '[]');
    assert.equal(failure('{{ contact.constructor }}').reason, 'undefined variable: contact.constructor');
    assert.equal(failure('{{ contact.__proto__ }}').reason, 'undefined variable: contact.__proto__');
    assert.equal(failure('{{ toString }}').reason, 'undefined variable: toString');
  });

  it('leaves every byte outside its tags alone', () => {
    const design = '\uFEFF<!DOCTYPE html>\r\n<p  class=a>\té — 😀 &nbsp; </p>\n\n\n{ % } }} \u0000';
    assert.equal(rendered(design, 'html'), design);
    assert.equal(rendered(`${design}{{ action.id }}\r\n ${design}`, 'html'), `${design}000PE4\r\n ${design}`);
  });

  it('escapes values in HTML unless they are raw, and nowhere else', () => {
    assert.equal(
      rendered(`<a title="{{ contact['Prénom'] }}" href="{{ links.mirror }}">`, 'html'),
      '<a title="Claire &amp; Zoé" href="https://t.example.com/m?a=1&amp;b=2">',
    );
    assert.equal(rendered('{{ data.lines[1].name }}', 'html'), '&lt;cap&gt;');
    assert.equal(rendered('{{ data.lines[1].name | raw }}', 'html'), '<cap>');
    assert.equal(rendered('{{ data.lines[1].name }}'), '<cap>');
    assert.equal(rendered('{{ data.lines[0] }}'), '{"name":"pen"}');
  });

  it('can do without what it asks for first', () => {
    assert.equal(rendered('{% if data.coupon %}{{ data.coupon }}{% else %}none{% endif %}'), 'none');
    assert.equal(rendered('{{ data.coupon | default: "none" }}'), 'none');
  });

  it('writes dates as the culture and the time zone of the reader have them', () => {
    assert.equal(rendered('{{ data.at | date: "%A %d %B %Y %H:%M" }}'), 'mardi 16 juin 2026 00:30');
    assert.equal(rendered('{{ data.at | date: "long" }}'), '16 juin 2026');
    assert.equal(rendered('{{ data.at | time }}'), '00:30');
    const english = { culture: 'en-US', timeZone: 'America/New_York' };
    assert.equal(rendered('{{ data.at | date: "%A, %B %e" }}', 'text', english), 'Monday, June 15');
    assert.equal(rendered('{{ contact.city | date: "long" }}'), '');
  });

  it('never moves a day to another time zone', () => {
    for (const timeZone of ['America/New_York', 'Pacific/Kiritimati']) {
      const reader = { culture: 'en-GB', timeZone };
      assert.equal(rendered('{{ contact.Birthday | date: "%d/%m" }}', 'text', reader), '01/04', timeZone);
      assert.equal(
        rendered('{{ contact.Birthday | date: "long" }}', 'text', reader),
        '1 April 1987',
        timeZone,
      );
    }
  });

  it('writes numbers as the culture of the reader has them', () => {
    const spaced = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
    assert.equal(spaced(rendered('{{ data.amount | number: 2 }}')), '1 234,50');
    assert.equal(spaced(rendered('{{ data.amount | currency: "EUR" }}')), '1 234,50 €');
    assert.equal(spaced(rendered('{{ 0.125 | percent: 1 }}')), '12,5 %');
    const english = { culture: 'en-US', timeZone: 'UTC' };
    assert.equal(rendered('{{ data.amount | currency: "EUR" }}', 'text', english), '€1,234.50');
    assert.equal(rendered('{{ contact.city | number }}'), '');
  });
});

describe('a template that cannot be rendered', () => {
  it('tells the part, the line, the column and the reason', () => {
    const unknown = failure('<p>\n  {{ contact.firstnam }}\n</p>');
    assert.deepEqual(
      [unknown.part, unknown.place, unknown.reason],
      ['html', { line: 2, column: 6 }, 'undefined variable: contact.firstnam'],
    );
    assert.equal(unknown.message, 'html, line 2, column 6: undefined variable: contact.firstnam');
    assert.match(failure('a\nb {{ data.amount | shout }}').message, /line 2, .*undefined filter: shout$/);
    assert.match(failure('{% if data.amount %}').message, /line 1, .*not closed$/);
    assert.match(
      failure('{{ contact.email | number }}').message,
      /line 1, .*number: the value is no number$/,
    );
    assert.match(failure('{{ contact.email | date: "%Y" }}').message, /the value is no date$/);
    assert.match(failure('{{ data.amount | currency: "€" }}').message, /three letters/);
  });

  it('becomes a cancellation of the event model', () => {
    const cancellation = cancellationOf(failure('{{ data.nothing }}'));
    assert.deepEqual(cancellation, {
      type: 'user defined policy',
      value: { type: 'render', message: 'html, line 1, column 4: undefined variable: data.nothing' },
    });
    const execution = {
      id: '000PE4',
      kind: 'message',
      recipient: { type: 'id', value: '000R4M0T' },
      stamp: {
        time: 1,
        id: 'd52055cd-e854-4177-8ef5-b10fd8d568a7',
        thread: 'd52055cd-e854-4177-8ef5-b10fd8d568a7',
      },
    };
    const event = {
      type: 'cancellation',
      id: 'd52055cd-e854-4177-8ef5-b10fd8d568a8',
      timestamp: 2,
      identity: { type: 'customer', agency: 'DEMO', customer: '028' },
      source: { type: 'email', detail: { execution, cancellation } },
    };
    assert.equal(validateEvent(event).flaws, undefined);
  });

  it('reads no file', () => {
    for (const tag of ['include "/etc/passwd"', 'render "/etc/passwd"', 'layout "/etc/passwd"'])
      assert.match(failure(`{% ${tag} %}`).message, /tag "\w+" not found$/);
  });

  it('names a culture or a time zone that does not exist', () => {
    assert.throws(
      () => rendered('{{ action.id }}', 'text', { culture: 'fr FR', timeZone: 'UTC' }),
      /^RenderFailure: text: there is no culture 'fr FR'/,
    );
  });
});

describe('a hostile template', () => {
  const short = { milliseconds: 50 };

  it('is stopped when it computes for too long', () => {
    const begun = performance.now();
    const loop = '{% for i in (1..9000) %}{% for j in (1..9000) %}{% endfor %}{% endfor %}';
    assert.match(failure(loop, short).message, /takes longer than 50 ms$/);
    assert.ok(performance.now() - begun < 2000);
  });

  it('is stopped when it makes too much', () => {
    const much = '{% for i in (1..100000) %}0123456789{% endfor %}';
    assert.match(failure(much, { outputLength: 1000 }).message, /makes more than 1000 characters$/);
  });

  for (const [how, template] of [
    ['a range', '{% for i in (1..999999999) %}{% endfor %}'],
    [
      'captures of captures',
      `{% assign a = "0123456789" %}${'{% capture a %}{{ a | raw }}{{ a | raw }}{% endcapture %}'.repeat(40)}`,
    ],
    [
      'appending to itself',
      `{% assign a = "0123456789" %}${'{% assign a = a | append: a %}'.repeat(60)}{{ a }}`,
    ],
    ['padding of dates', '{{ "now" | date: "%999999999d" }}'],
  ] as const) {
    it(`is stopped when it fills memory by ${how}`, () => {
      const before = process.memoryUsage().heapUsed;
      assert.match(failure(template).message, /makes more values than one message may$/);
      assert.ok(process.memoryUsage().heapUsed - before < 300_000_000);
    });
  }

  it('is refused when it is too long or too deep', () => {
    assert.match(failure('x'.repeat(1001), { templateLength: 1000 }).message, /longer than 1000 characters$/);
    assert.match(
      failure(`${'x'.repeat(1000)}{{ action.id }}`, { templateLength: 1000 }).message,
      /longer than 1000/,
    );
    assert.ok(failure('{% if true %}'.repeat(40_000)) instanceof RenderFailure);
    assert.ok(failure(`{{ data${'[data'.repeat(40_000)} }}`) instanceof RenderFailure);
  });
});

it('templates are parsed once for each kind and culture', () => {
  const renderer = new Renderer();
  const scope = scopeOf(CLAIRE);
  const template = `${'{{ action.id }}{% if true %}{% endif %}'.repeat(2000)}`;
  const view = { part: 'html', kind: 'html', template } as const;
  const time = (run: () => void) => {
    const begun = performance.now();
    run();
    return performance.now() - begun;
  };
  const first = time(() => renderer.check(view, FRENCH));
  const again = time(() => renderer.check(view, FRENCH));
  assert.ok(again < first / 5, `${again} ms after ${first} ms`);
  assert.equal(renderer.render(view, scope, FRENCH), '000PE4'.repeat(2000));
});

describe('a template that is only tried', () => {
  const trial = { ...FRENCH, onTrial: true };
  const rendered = (template: string) =>
    new Renderer().render({ part: 'html', kind: 'html', template }, scopeOf({ ...CLAIRE, data: {} }), trial);

  it('can do without what executions give', () => {
    assert.equal(
      rendered('a{{ data.later.name }}b{{ variables.later }}c{{ data.at | date: "long" }}d'),
      'abcd',
    );
    assert.equal(
      rendered('{{ data.price | currency: "EUR" }}{{ data.share | percent }}{{ data.n | plus: 1 }}'),
      '1',
    );
    assert.equal(rendered('{% for line in data.lines %}{{ line.name }}{% else %}none{% endfor %}'), 'none');
    assert.equal(rendered('{% assign who = data.who %}[{{ who.name }}]'), '[]');
    assert.equal(rendered('{% for i in (1..2) %}{% if data.coupon %}x{% endif %}{{ i }}{% endfor %}'), '12');
  });

  for (const name of ['contact.firstnam', 'action.nam', 'receiver.x', 'links.x', 'nothing', 'nothing.data']) {
    it(`cannot do without ${name}`, () => {
      assert.throws(
        () => rendered(`{{ ${name} }}`),
        new RegExp(`undefined variable: ${name.replace('.data', '')}`),
      );
    });
  }

  it('is shown with what is given', () => {
    const scope = scopeOf({ ...CLAIRE, variables: { shop: 'Lyon' } });
    const view = { part: 'html', kind: 'html', template: '{{ variables.shop }}' } as const;
    assert.equal(new Renderer().render(view, scope, trial), 'Lyon');
  });

  for (const [template, later] of [
    ['{{ data.x }}@example.com', true],
    ['{% assign who = variables["who"] %}{{ who }}', true],
    ['{% if contact.vip %}{{ data.vip }}{% endif %}', true],
    ['{{ contact.data }} variables', false],
    ['{% assign data = contact.name %}{{ data }}', false],
  ] as const) {
    it(`names ${later ? 'something' : 'nothing'} that executions give in ${template}`, () => {
      const view = { part: 'replyTo', kind: 'text', template } as const;
      assert.equal(new Renderer().namesGivenLater(view, trial), later);
    });
  }
});
