import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ANNE, serveExecutions, to } from './support/executions.ts';
import { assertProblem } from './support/problems.ts';

const { handed, execute } = await serveExecutions({ maxBodyBytes: 41_943_040 });

describe('a malformed execution is refused', () => {
  const flaws: [string, object][] = [
    ['/recipient', { recipient: { type: 'segment', value: 1 } }],
    ['/recipient', { recipient: 'a@example.com' }],
    ['/recipient/value', { recipient: { type: 'unicity', value: 'a@example.com' } }],
    ['/recipient/value', { recipient: { type: 'unicity', value: [] } }],
    ['/headers/from', { headers: { from: 'a@example.com' } }],
    ['/headers/from/prefix', { headers: { from: { prefix: 'two words' } } }],
    ['/headers/from/domain', { headers: { from: { domain: 'a b' } } }],
    ['/headers/reply', { headers: { reply: 'nobody' } }],
    ['/subject', { subject: '\ud800' }],
    ['/subject', { subject: 'x'.repeat(1001) }],
    ['/content/html', { content: { html: 'a\0' } }],
    ['/data', { data: [] }],
    ['/blocks', { blocks: [{}] }],
    ['/stamp/id', { stamp: { id: 'x' } }],
    ['/stamp/time', { stamp: { time: -1 } }],
    ['/urgent', { urgent: 'yes' }],
    ['/attachments/0/data', { attachments: [{ name: 'a', mime: 'text/plain', data: 'é' }] }],
    ['/attachments/0/mime', { attachments: [{ name: 'a', mime: 'text', data: '' }] }],
    ['/attachments/0/mime', { attachments: [{ name: 'a', mime: 'message/rfc822', data: '' }] }],
    ['/attachments/0/name', { attachments: [{ name: 'a\r\nb', mime: 'text/plain', data: '' }] }],
    ['/copies/0/type', { copies: [{ type: 'to', recipient: ANNE }] }],
  ];
  for (const [pointer, part] of flaws) {
    test(`at ${pointer} with ${JSON.stringify(part).slice(0, 60)}`, async () => {
      const { errors = [] } = assertProblem(await execute({ ...to(ANNE), ...part }), 400, 'invalid-content');
      assert.ok(
        errors.some((error) => error.pointer?.startsWith(pointer)),
        JSON.stringify(errors),
      );
      handed.assertNothing();
    });
  }

  for (const evil of ['a\r\nBcc: all@example.com', 'a\nb', 'a\rb', 'a\0b', 'a\u2028b', '{{ data.x }}\n']) {
    test(`with ${JSON.stringify(evil)} in a header`, async () => {
      for (const [pointer, part] of [
        ['/subject', { subject: evil }],
        ['/headers/from/label', { headers: { from: { label: evil } } }],
        ['/headers/from/prefix', { headers: { from: { prefix: evil } } }],
        ['/headers/from/domain', { headers: { from: { domain: `a${evil}.com` } } }],
        ['/headers/reply', { headers: { reply: evil } }],
        ['/attachments/0/name', { attachments: [{ name: evil, mime: 'text/plain', data: '' }] }],
        ['/attachments/0/mime', { attachments: [{ name: 'a', mime: `text/${evil}`, data: '' }] }],
      ] as const) {
        const { errors } = assertProblem(await execute({ ...to(ANNE), ...part }), 400, 'invalid-content');
        assert.ok(
          errors?.some((error) => error.pointer?.startsWith(pointer)),
          JSON.stringify(errors),
        );
      }
      handed.assertNothing();
    });
  }

  test('with more than a server would take, in one file or in all', async () => {
    const file = (bytes: number) => ({
      name: 'a',
      mime: 'text/plain',
      data: Buffer.alloc(bytes).toString('base64'),
    });
    for (const [pointer, attachments] of [
      ['/attachments/0', [file(10_485_761)]],
      ['/attachments', [file(8_000_000), file(8_000_000)]],
    ] as const) {
      const { errors } = assertProblem(await execute({ ...to(ANNE), attachments }), 400, 'invalid-content');
      assert.ok(
        errors?.some((error) => error.pointer?.startsWith(pointer)),
        JSON.stringify(errors),
      );
    }
    const html = 'x'.repeat(1_048_577);
    assertProblem(await execute({ ...to(ANNE), content: { html } }), 400, 'invalid-content');
    handed.assertNothing();
  });

  for (const body of [{}, null, [], 'text'])
    test(`as ${JSON.stringify(body)}`, async () => {
      assertProblem(await execute(body), 400, 'invalid-content');
    });
});
