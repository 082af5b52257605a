import { Random } from '../../src/demo/random.ts';

/** The domain that messages are from. */
export const DOMAIN = 'news.example';

const WORDS =
  'order parcel basket today tomorrow garden kitchen letter offer price summer winter colour street window bicycle'.split(
    ' ',
  );

/** How many paragraphs make a message of ten kilobytes with its text part. */
const PARAGRAPHS = 10;

/** A message of about ten kilobytes with its text part, personal in several places. */
export function newsletter(type: 'mailMessage' | 'mailCampaign') {
  const random = new Random('newsletter');
  const words = (count: number) =>
    Array.from({ length: count }, () => WORDS[random.below(WORDS.length)]).join(' ');
  const paragraphs = Array.from(
    { length: PARAGRAPHS },
    (_, n) =>
      `<tr><td style="padding:8px 24px"><h2>${words(4)}</h2><p>${words(40)}, {{ contact.FirstName }}.</p>` +
      `<a href="https://shop.example/offers/${n}?from=news">${words(2)}</a></td></tr>`,
  );
  return {
    type,
    name: `Benchmark ${type}`,
    settings: { templating: { version: '4.1' }, editionMode: 1 },
    content: {
      headers: { from: { prefix: 'news', domain: DOMAIN, label: 'Claire' } },
      subject: 'News for {{ contact.FirstName }}',
      html: `<html><body><table width="600">\n${paragraphs.join('\n')}\n</table></body></html>`,
    },
  };
}
