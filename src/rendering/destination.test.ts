import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDestination } from './destination.ts';

describe('a destination', () => {
  it('on the web stays as it is written, when every program reads it alike', () => {
    for (const address of [
      'https://example.com',
      'http://example.com:8080/a/b?c=d&e=%20#f',
      'https://example.com/?utm_source=a+b&x[]=1',
    ])
      assert.deepEqual(readDestination(address), { kind: 'web', address });
  });

  it('is written anew when programs could read it differently', () => {
    const cases = {
      '  https://example.com/ ': 'https://example.com/',
      'HTTPS://Example.com/A': 'https://example.com/A',
      'https://exa\nmple.com/\ta': 'https://example.com/a',
      'https:\\\\example.com\\a': 'https://example.com/a',
      'https:example.com': 'https://example.com/',
      'https://example.com/été?q=a b"<>': 'https://example.com/%C3%A9t%C3%A9?q=a%20b%22%3C%3E',
      'https://example.com/"<>?<script>#<b>': 'https://example.com/%22%3C%3E?%3Cscript%3E#%3Cb%3E',
      'https:///example.com/': 'https://example.com/',
      'https://example.com?@other.example/': 'https://example.com/?@other.example/',
      'https://bücher.example/': 'https://xn--bcher-kva.example/',
      'https://example.com/\u{1F600}': 'https://example.com/%F0%9F%98%80',
      'https://example.com/a\r\nSet-Cookie: x': 'https://example.com/aSet-Cookie:%20x',
    };
    for (const [href, address] of Object.entries(cases))
      assert.deepEqual(readDestination(href), { kind: 'web', address });
  });

  it('elsewhere is left alone', () => {
    for (const href of ['', '  ', '#', '#top', 'mailto:a@example.com?subject=Hi', 'TEL:+33123456789'])
      assert.deepEqual(readDestination(href), { kind: 'elsewhere' });
  });

  it('is forbidden when links may not lead there', () => {
    for (const href of [
      'javascript:alert(1)',
      ' java\nscript:alert(1)',
      '\u0001javascript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      'ftp://example.com',
      '//example.com',
      '\\\\example.com',
      '/path',
      'www.example.com',
      'http://',
      'https://bank.example@evil.example/',
      'https://user:password@example.com/',
    ])
      assert.equal(readDestination(href).kind, 'forbidden', href);
  });
});
