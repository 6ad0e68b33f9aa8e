import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { sharedSubscriptions } from './sharedSubscriptions.ts';

/** A client that does not read for this long is disconnected, so that it cannot hold up the others. */
const drainTimeoutMs = 10_000;
/** Packets a client may send before its CONNECT is answered. */
const queueLimit = 100;
/** Connections at once; further ones are refused by the listener. */
const maxConnections = 256;

/**
 * Starts an MQTT 3.1.1 broker in this process, for one machine: no accounts, so bind it to loopback.
 * Knows shared subscriptions. `port` 0 takes a free one. Retained messages live as long as the broker.
 */
export async function startEmbeddedBroker(config: {
  readonly host: string;
  readonly port: number;
}): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const { forget, ...shared } = sharedSubscriptions();
  const broker = await Aedes.createBroker({ drainTimeout: drainTimeoutMs, queueLimit, ...shared });
  broker.on('clientDisconnect', forget);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  const address = server.address();
  return {
    port: (address as AddressInfo).port,
    async stop() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      const brokerClosed = new Promise<void>((resolve) => {
        broker.close(resolve);
      });
      for (const socket of sockets) socket.destroy();
      await Promise.all([closed, brokerClosed]);
    },
  };
}
