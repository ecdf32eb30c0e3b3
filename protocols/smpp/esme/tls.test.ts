import { once } from 'node:events';
import { expect, test } from 'vitest';
import { boundEsme, newEsme, rawEsme, startSmsc } from '../testing/links.ts';
import { selfSigned } from '../testing/self-signed.ts';

const certified = selfSigned();

test('TLS carries a session when the certificate is trusted', async () => {
  const smsc = await startSmsc({ tls: certified });
  const esme = await boundEsme(smsc.port, { tls: { ca: certified.cert } });
  expect(await esme.submit({ destination_addr: '14045550101' })).toMatchObject({
    message_id: '0A',
  });
});

test('an unknown certificate is refused unless the caller says otherwise', async () => {
  const smsc = await startSmsc({ tls: certified });
  const esme = newEsme(smsc.port, { tls: true });
  esme.start();
  const [reason] = await once(esme, 'unbound');
  expect(reason.cause).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  await boundEsme(smsc.port, { tls: { rejectUnauthorized: false } });
});

test('plain SMPP on a TLS port costs that connection only', async () => {
  const smsc = await startSmsc({ tls: certified });
  const problem = once(smsc, 'problem');
  const peer = await rawEsme(smsc);
  peer.send({ command: 'bind_transceiver', sequence_number: 1 });
  await problem;
  await boundEsme(smsc.port, { tls: { ca: certified.cert } });
});
