import type { Server } from 'node:net';

/** The TCP port that a listening server got. Throws where it does not listen on TCP. */
export function boundPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on TCP');
  return address.port;
}
