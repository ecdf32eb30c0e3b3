import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Dispatch } from './dispatch.ts';
import type { ExchangeContext, Incoming } from './exchange.ts';
import { responseHeaders } from './headers.ts';
import { rawRefusal, reasonOf } from './refusals.ts';
import { RequestBody } from './request-body.ts';

/** Carries a WebSocket (RFC 6455 section 4) to a region; afterwards bytes go both ways until either ends. */
export function upgrade(
  context: ExchangeContext,
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
  { path, headers, clientIp, ray }: Incoming,
): void {
  const answer = (response: IncomingMessage, region: string, via: string, extra: string[]) => {
    const { statusCode = 502, statusMessage, rawHeaders } = response;
    const lines = [`HTTP/1.1 ${statusCode} ${statusMessage ?? reasonOf(statusCode)}`];
    const sent = [...responseHeaders(rawHeaders, { ray, region, via }), ...extra];
    for (let i = 0; i + 1 < sent.length; i += 2) lines.push(`${sent[i]}: ${sent[i + 1]}`);
    client.write(`${lines.join('\r\n')}\r\n\r\n`);
  };
  const dispatch = new Dispatch(
    context,
    {
      method: request.method ?? 'GET',
      path,
      headers,
      clientIp,
      cookies: request.headers.cookie,
      body: new RequestBody(request, 0),
    },
    {
      upgraded: (response, origin, early, { endpoint, via }) => {
        const protocol = response.headers.upgrade ?? 'websocket';
        answer(response, endpoint, via, ['Connection', 'Upgrade', 'Upgrade', protocol]);
        if (early.length > 0) client.write(early);
        if (head.length > 0) origin.write(head);
        join(client, origin);
      },
      // The region has declined: its response, and the end of this connection.
      answered: (response, { endpoint, via }) => {
        answer(response, endpoint, via, ['Connection', 'close']);
        response.pipe(client);
      },
      failed: (status) => client.end(rawRefusal(status)),
      broken: () => client.destroy(),
    },
  );
  client.on('error', () => client.destroy());
  client.on('close', () => dispatch.abort());
  dispatch.start();
}

/** Bytes both ways at the pace of the slower side; the end of one side ends the other, a failure both. */
export function join(a: Duplex, b: Duplex): void {
  a.pipe(b);
  b.pipe(a);
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    one.on('error', (error) => other.destroy(error));
    one.on('close', () => other.destroy());
  }
}
