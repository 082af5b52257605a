import { readFileSync } from 'node:fs';
import type { HttpClient } from './http-client.ts';
import { call, done } from './json-calls.ts';
import { get } from './promised-feeds.ts';

/** A payload of the reference or of the legacy documentation. */
export function actionFixture(name: string): Record<string, unknown> {
  const value: unknown = JSON.parse(
    readFileSync(new URL(`../fixtures/actions/${name}.json`, import.meta.url), 'utf8'),
  );
  return { ...Object(value) };
}

/** What a program sends that has just been written against NP6: nothing that it need not say. */
export const SMALLEST_MAIL = {
  type: 'mailMessage',
  name: 'Order shipped',
  settings: { templating: { version: '4.1' }, editionMode: 1 },
  content: {
    headers: { from: { prefix: 'news', domain: 'defaultdomain', label: 'Claire' } },
    subject: 'Your order {{ data.order }}',
    html: '<p>Hello {{ contact.FirstName }}</p>',
  },
};

/** Creates an action and gives its path. */
export async function createdAction(client: HttpClient, draft: object = SMALLEST_MAIL): Promise<string> {
  return `/actions/${get(await done(call(client, 'POST', '/actions', draft)), 'id')}`;
}
