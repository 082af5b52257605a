import type { Server } from 'node:http';

/**
 * Has a server bear with what Node's own defaults turn away without a word that our clients could read.
 *
 * A client may say that it has sent all, by closing its own half of the connection, and then read: `nc -N` does so, and
 * HTTP/1.0 programs. It gets the whole answer; Node would end the other half too, and what was not sent by then would be lost.
 * An `Expect` that nobody knows is passed over, as RFC 9110 (10.1.1) allows.
 */
export function bearWith(server: Server): void {
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}
