import { once } from 'node:events';
import type { WebSocket } from 'ws';
import { encodeLiveFrame, type LiveFrame } from '@khue/domain/liveFeed';
import type { StateTable } from './stateTable.ts';

/** How much one browser may hold up before it is left behind, and for how long. */
export interface LiveLimits {
  /** Deltas are sent at most this often. */
  readonly intervalMs: number;
  /** Where nothing changes, an empty delta is sent this often: silence cannot be told from a dead line. */
  readonly heartbeatMs: number;
  /** A client with more than this unsent gets nothing until it has drained, then a fresh snapshot. */
  readonly maxUnsentBytes: number;
  /** A client that has not drained by then is closed. */
  readonly behindDeadlineMs: number;
  /** A client that answers no ping for this long is closed. */
  readonly silenceDeadlineMs: number;
  /** Connections at once; further ones are refused. */
  readonly maxClients: number;
}

export const liveLimits: LiveLimits = {
  intervalMs: 250,
  heartbeatMs: 1_000,
  maxUnsentBytes: 1_048_576,
  behindDeadlineMs: 30_000,
  silenceDeadlineMs: 60_000,
  maxClients: 500,
};

interface Client {
  readonly socket: WebSocket;
  sequence: number;
  /** Index version of the last snapshot sent. */
  version: number | null;
  /** Since when too much lies unsent (ms, monotonic), or null. */
  behindSinceMs: number | null;
  sentAtMs: number;
  heardAtMs: number;
  pingedAtMs: number;
}

const emptyBody = new Uint8Array(0);

function headerOf(kind: LiveFrame['kind'], sequence: number, indexVersion: number): Uint8Array {
  switch (kind) {
    case 'snapshot':
      return encodeLiveFrame({ kind, sequence, indexVersion, states: [] });
    case 'delta':
      return encodeLiveFrame({ kind, sequence, indexVersion, changes: [] });
    case 'indexChanged':
      return encodeLiveFrame({ kind, sequence, indexVersion });
    default:
      return kind satisfies never;
  }
}

const headerBytes = headerOf('indexChanged', 0, 0).length;

/**
 * Sends the table of states to every browser: a snapshot first, then deltas. The body of a frame is encoded once and
 * shared; only its header is a client's own.
 */
export class LiveBroadcast {
  readonly #table: StateTable;
  readonly #limits: LiveLimits;
  readonly #clients = new Set<Client>();
  #snapshots = 0;
  #deltas = 0;
  #skipped = 0;
  #closedSlow = 0;

  constructor(table: StateTable, limits: LiveLimits) {
    this.#table = table;
    this.#limits = limits;
  }

  get isFull(): boolean {
    return this.#clients.size >= this.#limits.maxClients;
  }

  /** Takes a browser in and sends it the first snapshot. */
  add(socket: WebSocket): void {
    const now = performance.now();
    const client: Client = {
      socket,
      sequence: 0,
      version: null,
      behindSinceMs: null,
      sentAtMs: now,
      heardAtMs: now,
      pingedAtMs: now,
    };
    this.#clients.add(client);
    socket.once('close', () => this.#clients.delete(client));
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => {
      client.heardAtMs = performance.now();
    });
    // The feed goes one way.
    socket.on('message', () => socket.close(1_008));
    this.#sendSnapshot(client);
  }

  /** One beat: what changed goes out, who fell behind is looked after. */
  beat(): void {
    const { version } = this.#table.inventory;
    const changes = this.#table.takeChanges();
    const delta = encodeLiveFrame({ kind: 'delta', sequence: 0, indexVersion: version, changes }).subarray(headerBytes);
    for (const client of this.#clients) this.#serve(client, delta);
  }

  /** Says goodbye to everyone; who has not left after half a second is cut off. */
  async stop(): Promise<void> {
    const sockets = [...this.#clients].map(({ socket }) => socket);
    const left = sockets.map((socket) => once(socket, 'close'));
    for (const socket of sockets) socket.close(1_001);
    const cutOff = setTimeout(() => {
      for (const socket of sockets) socket.terminate();
    }, 500);
    await Promise.all(left);
    clearTimeout(cutOff);
  }

  metrics(): Record<string, number> {
    return {
      liveClients: this.#clients.size,
      liveSnapshots: this.#snapshots,
      liveDeltas: this.#deltas,
      liveDeltasSkipped: this.#skipped,
      liveClosedSlow: this.#closedSlow,
    };
  }

  #serve(client: Client, delta: Uint8Array): void {
    const now = performance.now();
    if (!this.#isAlive(client, now)) return;
    if (client.behindSinceMs !== null) {
      this.#catchUp(client, now);
    } else if (client.socket.bufferedAmount > this.#limits.maxUnsentBytes) {
      client.behindSinceMs = now;
      this.#skipped += 1;
    } else if (client.version !== this.#table.inventory.version) {
      this.#send(client, 'indexChanged', emptyBody);
      this.#sendSnapshot(client);
    } else if (delta.length > 0 || now - client.sentAtMs >= this.#limits.heartbeatMs) {
      this.#send(client, 'delta', delta);
      this.#deltas += 1;
    }
  }

  #catchUp(client: Client, now: number): void {
    if (client.socket.bufferedAmount === 0) {
      client.behindSinceMs = null;
      if (client.version !== this.#table.inventory.version) this.#send(client, 'indexChanged', emptyBody);
      this.#sendSnapshot(client);
      return;
    }
    this.#skipped += 1;
    if (now - (client.behindSinceMs ?? now) < this.#limits.behindDeadlineMs) return;
    this.#closedSlow += 1;
    this.#drop(client);
  }

  #isAlive(client: Client, now: number): boolean {
    if (now - client.heardAtMs > this.#limits.silenceDeadlineMs) {
      this.#drop(client);
      return false;
    }
    if (now - client.pingedAtMs > this.#limits.silenceDeadlineMs / 3) {
      client.pingedAtMs = now;
      client.socket.ping();
    }
    return true;
  }

  /** A close frame would wait behind what is unsent: the connection is cut. */
  #drop(client: Client): void {
    this.#clients.delete(client);
    client.socket.terminate();
  }

  #sendSnapshot(client: Client): void {
    client.version = this.#table.inventory.version;
    this.#send(client, 'snapshot', this.#table.bytes());
    this.#snapshots += 1;
  }

  #send(client: Client, kind: LiveFrame['kind'], body: Uint8Array): void {
    if (client.socket.readyState !== client.socket.OPEN) return;
    client.sequence += 1;
    client.sentAtMs = performance.now();
    const header = headerOf(kind, client.sequence, this.#table.inventory.version);
    client.socket.send(header, { binary: true, fin: body.length === 0 });
    if (body.length > 0) client.socket.send(body, { binary: true, fin: true });
  }
}
