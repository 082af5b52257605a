import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSenderUrl, redactSenderUrl, SenderUrlInvalid } from './sender-url.ts';

describe('the URL of a sender', () => {
  for (const [url, expected] of [
    ['smtp://relay.example.com', ['relay.example.com', 25, false, 'offered', undefined]],
    ['smtp://relay.example.com:2525/', ['relay.example.com', 2525, false, 'offered', undefined]],
    ['smtp://u:p@relay.example.com', ['relay.example.com', 587, false, 'required', 'u p']],
    ['smtp://u:p@localhost:25', ['localhost', 25, false, 'offered', 'u p']],
    [
      'smtps://a%40b.c:p%3A%2F%23%25@relay.example.com',
      ['relay.example.com', 465, true, 'offered', 'a@b.c p:/#%'],
    ],
    ['smtp://[2001:db8::1]:25', ['2001:db8::1', 25, false, 'offered', undefined]],
  ] as const) {
    it(`names a relay: ${url}`, () => {
      const route = parseSenderUrl(url);
      assert.equal(route.scheme, 'smtp');
      const { host, port, implicitTls, startTls, credentials } = route.target;
      const told = credentials && `${credentials.user} ${credentials.password}`;
      assert.deepEqual([host, port, implicitTls, startTls, told], expected);
      assert.deepEqual([route.connections, route.rate], [5, undefined]);
    });
  }

  it('names direct delivery, or none, and limits', () => {
    assert.deepEqual(parseSenderUrl('mx:'), { scheme: 'mx', connections: 3 });
    assert.deepEqual(parseSenderUrl('capture:'), { scheme: 'capture', connections: 4 });
    assert.deepEqual(parseSenderUrl('mx:?rate=0.5&connections=10'), {
      scheme: 'mx',
      connections: 10,
      rate: { perSecond: 0.5 },
    });
  });

  for (const [url, reason] of [
    ['', /cannot be read/],
    ['relay.example.com', /cannot be read/],
    ['http://relay.example.com', /cannot begin with http:/],
    ['smtp://', /cannot be read|names no host/],
    ['smtp:relay.example.com', /names no host|path/],
    ['smtp://h/path', /has a path/],
    ['smtp://h:0', /port 0/],
    ['smtp://u@h', /user or a password alone/],
    ['smtp://u:p%zz@h', /encodes nothing/],
    ['smtp://u:p#x@h', /# is written %23/],
    ['smtp://h#x', /after #/],
    ['mx://h', /more than mx:/],
    ['mx:h', /more than mx:/],
    ['capture:/tmp', /more than capture:/],
    ['smtp://h?rate=0', /cannot have this rate/],
    ['smtp://h?rate=a', /cannot have this rate/],
    ['smtp://h?connections=0', /cannot have this connections/],
    ['smtp://h?tls=no', /unknown parameter tls/],
  ] as const) {
    it(`is refused: ${url}`, () => {
      assert.throws(
        () => parseSenderUrl(url),
        (error) => error instanceof SenderUrlInvalid && reason.test(error.message),
      );
    });
  }

  it('is never quoted with its password', () => {
    assert.equal(redactSenderUrl('smtp://u:secret@h:25?rate=3'), 'smtp://u:***@h:25?rate=3');
    assert.equal(redactSenderUrl('mx:'), 'mx:');
    // A slip, of which nobody knows where the password is.
    assert.equal(redactSenderUrl('u:secret@h'), '…');
    assert.throws(
      () => parseSenderUrl('smtp://u:secret@h/path'),
      (error) => error instanceof Error && !/secret/.test(error.message),
    );
  });
});
