import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import type { Logger } from 'pino';
import { brokerRights, type ClientProof } from './brokerRights.ts';
import type { BusSecrets } from './busSecrets.ts';
import { type RefusalKind, Refusals } from './refusals.ts';
import { sharedSubscriptions } from './sharedSubscriptions.ts';

/** A client that does not read for this long is disconnected, so that it cannot hold up the others. */
const drainTimeoutMs = 10_000;
/** Packets a client may send before its CONNECT is answered. */
const queueLimit = 100;
/** Connections at once; further ones are refused by the listener. */
const maxConnections = 256;

/** Where a broker listens, and whom it lets in. */
export interface BrokerConfig {
  /** Of loopback: what is said here is not encrypted. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Members prove themselves with these and may what `domain/bus.ts` declares; null: a test's broker, open to everyone. */
  readonly accounts: {
    readonly secrets: BusSecrets;
    readonly log: Logger;
    /** How clients of the feed prove who they are; left out: there are none. */
    readonly proveClient?: ClientProof;
  } | null;
}

interface EmbeddedBroker {
  readonly port: number;
  /** Connections, messages and subscriptions refused so far. */
  refused(): Readonly<Record<RefusalKind, number>>;
  stop(): Promise<void>;
}

const nothingRefused = { connection: 0, publish: 0, subscribe: 0 } as const;

/**
 * Starts an MQTT 3.1.1 broker in this process, for one machine. Knows shared subscriptions, and refuses and counts what
 * is not declared. Retained messages live as long as the broker.
 */
export async function startEmbeddedBroker({ host, port, accounts }: BrokerConfig): Promise<EmbeddedBroker> {
  const { forget, ...shared } = sharedSubscriptions();
  const refusals = accounts === null ? null : new Refusals(accounts.log);
  const rights =
    accounts === null || refusals === null
      ? null
      : brokerRights(accounts.secrets, refusals, shared.authorizeSubscribe, accounts.proveClient ?? null);
  const { forget: forgetMember, stop: stopRights, ...handlers } = rights ?? { forget: () => {}, stop: () => {} };
  const broker = await Aedes.createBroker({ drainTimeout: drainTimeoutMs, queueLimit, ...shared, ...handlers });
  broker.on('clientDisconnect', forget);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    const client = broker.handle(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      forgetMember(client);
    });
  });
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: (address as AddressInfo).port,
    refused: () => refusals?.counts() ?? nothingRefused,
    async stop() {
      stopRights();
      refusals?.stop();
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
