import { createServer } from 'node:net';

/** A port of loopback that nobody listens on now. Somebody may take it before it is used: then ask again. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done, fail) => {
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', done);
  });
  const address = probe.address();
  await new Promise((done) => {
    probe.close(done);
  });
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
