import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseAccount } from '../accounts/account.ts';
import type { MailMessage } from '../actions/action.ts';
import { DEFAULT_MAIL_SETTINGS } from '../actions/mail-definition.ts';
import { STATES } from '../actions/state.ts';
import type { Target } from '../contacts/contact.ts';
import { DEFAULT_FIELDS } from '../contacts/default-fields.ts';
import { Renderer } from '../rendering/renderer.ts';
import { Forwarding, type ForwardingParts } from './forwarding.ts';
import type { ReadAddress } from './signed-address.ts';

const LOCAL_PART = 'signed';

const ADDRESS: ReadAddress = {
  account: parseAccount('DEMO/028'),
  purpose: 'reply',
  action: '000PE4',
  contact: '00000001',
  of: 'message',
  isCopy: false,
  stamp: '7b0f3a3e-5d0c-4f0e-9a53-0b6f8f1d1c11',
  madeAt: 0,
};

const TARGET: Target = {
  id: ADDRESS.contact,
  hash: '0441619ab4631d18548aa8835dd2c28b',
  creationDate: '2026-01-01T00:00:00Z',
  lastUpdateDate: '2026-01-01T00:00:00Z',
  fields: { '1': 'ada@example.com', '3': 'Ada' },
  bounce: [],
  redList: {},
};

function action(reply: string | null, prefix = 'hello', sendingProfile?: number): MailMessage {
  return {
    type: 'mailMessage',
    id: ADDRESS.action,
    version: 1,
    state: STATES.validated,
    name: 'Welcome',
    description: null,
    creation: 0,
    folder: 0,
    category: 1,
    settings: {
      ...DEFAULT_MAIL_SETTINGS,
      culture: 'en-GB',
      ...(sendingProfile !== undefined && { sendingProfile }),
    },
    content: {
      headers: { from: { prefix, domain: 'shop', label: 'The shop' }, reply },
      subject: 'News',
      html: '<p>News</p>',
      text: null,
    },
  };
}

const forward = (parts: Partial<ForwardingParts>, raw = 'Subject: Re: News\r\n\r\nThanks') =>
  new Forwarding({
    renderer: new Renderer(),
    action: async () => action(null),
    contact: () => TARGET,
    fields: () => DEFAULT_FIELDS.map((field, index) => ({ ...field, id: index + 1 })),
    domain: async (name) => `${name}.example`,
    ...parts,
  }).of(ADDRESS, LOCAL_PART, Buffer.from(raw, 'latin1'));

const sentTo = async (found: MailMessage, parts: Partial<ForwardingParts> = {}) =>
  (await forward({ ...parts, action: async () => found }))?.to;

describe('an answer goes on', () => {
  test('to the address of the action, which may name the contact', async () => {
    assert.equal(await sentTo(action('ask@shop.example')), 'ask@shop.example');
    assert.equal(await sentTo(action('{{ contact.FirstName }}@shop.example')), 'Ada@shop.example');
  });

  test('to the sender when the action names none, or one that cannot be told any more', async () => {
    assert.equal(await sentTo(action(null)), 'hello@shop.example');
    assert.equal(await sentTo(action(null, '')), 'news@shop.example');
    assert.equal(await sentTo(action('{{ data.agent }}@shop.example')), 'hello@shop.example');
    assert.equal(await sentTo(action('no address')), 'hello@shop.example');
  });

  test('as it came, with the address that it came to in front, and by the sender of the action', async () => {
    assert.deepEqual(
      await forward({ action: async () => action(null, 'hello', 3) }, 'Subject: \xe9\n\n\xff\rend'),
      {
        kind: 'forward',
        to: 'hello@shop.example',
        profile: 3,
        raw: 'X-Chappe-Forwarded: signed\r\nSubject: \xe9\r\n\r\n\xff\r\nend',
      },
    );
  });

  test('without the sender of the envelope that it came with, which is not that of the envelope that it goes in', async () => {
    const raw = 'Return-Path: <ada@example.com>\r\nSubject: Re: News\r\n\r\nThanks';
    const forwarded = await forward({}, raw);
    assert.equal(forwarded?.raw, 'X-Chappe-Forwarded: signed\r\nSubject: Re: News\r\n\r\nThanks');
  });

  test('nowhere when the action is gone, or may not send from its domain any more', async () => {
    assert.equal(await forward({ action: async () => undefined }), undefined);
    assert.equal(await forward({ domain: async () => undefined }), undefined);
  });
});
