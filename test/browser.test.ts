import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { flawsOf, NO_BROWSER, startBrowser, takePicture } from './support/browser.ts';
import { capturedMail } from './support/captured-mail.ts';
import { eventually } from './support/eventually.ts';
import { itemsOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { get } from './support/promised-feeds.ts';
import { messageTo, pathsOf } from './support/reader-links.ts';
import { serve, type TestServer } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const PHONE = { width: 390, height: 780, isMobile: true, hasTouch: true };
/** A message as designers write them, for windows of any width. */
const DESIGN = readFileSync(new URL('fixtures/designs/responsive.html', import.meta.url), 'utf8');
const HERO =
  '<svg xmlns="http://www.w3.org/2000/svg" width="290" height="160"><rect width="290" height="160" fill="#c60"/></svg>';
const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };

test('a person opens a message in a browser, clicks, looks at the page, and unsubscribes', {
  skip: NO_BROWSER,
}, async (t) => {
  // People take their time; the test does not.
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const later = (milliseconds: number) => t.mock.timers.setTime(Date.now() + milliseconds);
  let mail = '';
  // Where links lead, where pictures are, and a mailbox on the web.
  const shop = createServer(({ url }, response) => {
    response.setHeader('Content-Type', url === '/hero' ? 'image/svg+xml' : 'text/html; charset=utf-8');
    response.end(url === '/mail' ? mail : url === '/hero' ? HERO : 'the shop');
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  t.after(() => shop.close());
  const address = shop.address();
  assert.ok(typeof address === 'object' && address !== null);
  const shopUrl = `http://127.0.0.1:${address.port}/autumn`;
  const design = DESIGN.replaceAll(/https:\/\/images\.example\.com\/[^"]*/g, new URL('/hero', shopUrl).href);

  const server = await serve({ settings: { hitWindow: 1 } });
  t.after(() => server.close());
  const client = await server.client({ permissions: KEEPER });
  const contact = await done(
    call(client, 'POST', '/targets', { Email: 'claire@example.com', FirstName: 'Zoé', Language: 'fr' }),
  );
  const id = String(get(contact, 'id'));
  const action = await validatedAction(client, {
    type: 'mailMessage',
    name: 'browsed',
    settings: { templating: { version: '4.1' }, editionMode: 1, archive: true },
    content: {
      headers: { from: { prefix: 'shop', domain: 'defaultdomain', label: 'The shop' } },
      subject: 'x',
      html: design.replace(
        '</body>',
        `<p>Bonjour {{ contact.FirstName }}, {{ data.order }}</p><a id="shop" href="${shopUrl}" tracking="Enabled" dataminingname="shop">Shop</a> <a id="mirror" href="MirrorPage">Page</a> <a id="stop" href="Unsubscribe">Stop</a></body>`,
      ),
    },
  });
  const send = async () =>
    done(
      call(
        client,
        'POST',
        `${action}/execution`,
        { recipient: { type: 'id', value: id }, data: { order: 'A-1042' } },
        EMAIL,
      ),
    );
  await send();
  mail = (await capturedMail(server.data, 'claire@example.com')).html ?? '';

  const browser = await startBrowser(t);
  const page = await browser.newPage();
  await page.setUserAgent({ userAgent: CHROME });
  await page.setJavaScriptEnabled(false);
  const textOf = async (expression: string) => String(await page.evaluate(expression));
  const openMessage = async () => {
    later(60_000);
    await page.goto(new URL('/mail', shopUrl).href, { waitUntil: 'load' });
  };
  const follow = async (link: string) => {
    later(60_000);
    await Promise.all([page.waitForNavigation(), page.click(link)]);
    return textOf('document.body.innerText');
  };

  await openMessage();
  assert.equal(await follow('#shop'), 'the shop');
  assert.equal(page.url(), shopUrl);
  await openMessage();
  const mirror = await follow('#mirror');
  assert.match(mirror, /Bonjour Zoé, A-1042/);
  assert.equal(await textOf("document.querySelector('#shop').getAttribute('href')"), shopUrl);
  assert.equal(await textOf('document.images[0].naturalWidth'), '290');

  await openMessage();
  await page.setViewport(PHONE);
  assert.match(await follow('#stop'), /Vous désabonner/);
  const wide = Number(await textOf('document.documentElement.scrollWidth'));
  const high = Number(await textOf("document.querySelector('button').getBoundingClientRect().height"));
  assert.ok(wide <= PHONE.width && high >= 44, `the page is ${wide} wide, its button ${high} high`);
  assert.deepEqual(get(await done(client.get(`/targets/${id}`)), 'redList'), {});
  assert.match(await follow('button'), /Désabonnement confirmé/);

  await send();
  const types = await eventually(
    async () => {
      later(50);
      const events = itemsOf(await client.get(`/targets/${id}/events?sort=asc`));
      return events.map((event) => {
        const detail = get(event, 'source', 'detail');
        return String(
          get(detail, 'link', 'type') ?? get(detail, 'cancellation', 'type') ?? get(event, 'type'),
        );
      });
    },
    (found) => found.includes('redlisted target') && found.includes('unsubscribe'),
  );
  // The thread that writes contacts has the clock of the machine. Only hits of persons are shown. The picture is loaded each time that the message is opened.
  assert.deepEqual(types.filter((type) => !['open', 'execution', 'activation'].includes(type)).toSorted(), [
    'creation',
    'mirror',
    'modification',
    'redirection',
    'redlisted target',
    'unsubscribe',
  ]);
  assert.ok(types.includes('open'));

  const english = await done(call(client, 'POST', '/targets', { Email: 'ann@example.com', Language: 'en' }));
  await lookAtPages(page, server, {
    en: await unsubscribeLink(server, String(get(english, 'id'))),
    fr: await unsubscribeLink(server, id),
    mirror: /id="mirror" href="([^"]+)"/.exec(mail)?.[1] ?? '',
  });
});

async function unsubscribeLink(server: TestServer, contact: string): Promise<string> {
  const path = await pathsOf(messageTo(contact), server.catalog);
  return server.url + path({ type: 'unsubscribe', source: 'html' });
}

type Addresses = { en: string; fr: string; mirror: string };

/** Looks at each page that people see, in a large window and on a phone, by day and by night. */
async function lookAtPages(page: Page, server: TestServer, { en, fr, mirror }: Addresses): Promise<void> {
  const confirm = async (unsubscribe: string) => {
    await page.goto(unsubscribe);
    await Promise.all([page.waitForNavigation(), page.click('button')]);
  };
  const pages: Record<string, () => Promise<unknown>> = {
    'unsubscribe-en': () => page.goto(en),
    'unsubscribe-fr': () => page.goto(fr),
    'unsubscribed-en': () => confirm(en),
    'unsubscribed-fr': () => confirm(fr),
    'bad-link': () => page.goto(`${server.url}/t/broken`),
    reference: () => page.goto(`${server.url}/docs`),
    mirror: () => page.goto(mirror),
  };
  for (const [device, viewport] of Object.entries({ desktop: { width: 1280, height: 800 }, phone: PHONE })) {
    await page.setViewport(viewport);
    for (const [name, open] of Object.entries(pages)) {
      await open();
      for (const value of ['light', 'dark']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
        await takePicture(page, `${name}-${device}-${value}`);
        // How a message looks is its author's business.
        if (name !== 'mirror') assert.deepEqual(await flawsOf(page), [], `${name} ${device} ${value}`);
      }
    }
  }
}
