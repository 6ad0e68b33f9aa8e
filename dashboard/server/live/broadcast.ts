import { once } from 'node:events';
import type { WebSocket } from 'ws';
import { encodeLiveFrame, type LiveFrame, type StateChange } from '@khue/domain/liveFeed';
import { Audience, changesWithin, type Slice } from './audience.ts';
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
  audience: Audience;
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

/** Body of a delta; for a part of the index `changes` are sorted by position. */
function deltaOf(slice: Slice, changes: readonly StateChange[]): Uint8Array {
  const frame = { kind: 'delta' as const, sequence: 0, indexVersion: slice.version };
  return encodeLiveFrame({ ...frame, changes: changesWithin(slice, changes) }).subarray(headerBytes);
}

/**
 * Sends the table of states to every browser, as far as its audience sees it: a snapshot first, then deltas. The body of
 * a frame is encoded once per audience and shared; only its header is a client's own.
 */
export class LiveBroadcast {
  readonly #table: StateTable;
  readonly #limits: LiveLimits;
  readonly #clients = new Map<WebSocket, Client>();
  readonly #everybody = new Audience(null);
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
  add(socket: WebSocket, audience: Audience = this.#everybody): void {
    const now = performance.now();
    const client: Client = {
      socket,
      audience,
      sequence: 0,
      version: null,
      behindSinceMs: null,
      sentAtMs: now,
      heardAtMs: now,
      pingedAtMs: now,
    };
    this.#clients.set(socket, client);
    socket.once('close', () => this.#clients.delete(socket));
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
    const { inventory } = this.#table;
    const changes = this.#table.takeChanges();
    let sorted: StateChange[] | null = null;
    const sortedChanges = (): StateChange[] => (sorted ??= changes.toSorted((a, b) => a.position - b.position));
    const deltas = new Map<Slice, Uint8Array>();
    for (const client of this.#clients.values()) {
      const slice = client.audience.slice(inventory);
      const delta = deltas.get(slice) ?? deltaOf(slice, slice.stretches === null ? changes : sortedChanges());
      deltas.set(slice, delta);
      this.#serve(client, slice, delta);
    }
  }

  /** From now on a browser is sent what another audience sees; where that is another index, it is told. */
  move(socket: WebSocket, audience: Audience): void {
    const client = this.#clients.get(socket);
    if (client !== undefined) client.audience = audience;
  }

  /** Says goodbye to everyone; who has not left after half a second is cut off. */
  async stop(): Promise<void> {
    const sockets = [...this.#clients.keys()];
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

  #serve(client: Client, slice: Slice, delta: Uint8Array): void {
    const now = performance.now();
    if (!this.#isAlive(client, now)) return;
    if (client.behindSinceMs !== null) {
      this.#catchUp(client, slice, now);
    } else if (client.socket.bufferedAmount > this.#limits.maxUnsentBytes) {
      client.behindSinceMs = now;
      this.#skipped += 1;
    } else if (client.version !== slice.version) {
      this.#send(client, 'indexChanged', emptyBody);
      this.#sendSnapshot(client);
    } else if (delta.length > 0 || now - client.sentAtMs >= this.#limits.heartbeatMs) {
      this.#send(client, 'delta', delta);
      this.#deltas += 1;
    }
  }

  #catchUp(client: Client, slice: Slice, now: number): void {
    if (client.socket.bufferedAmount === 0) {
      client.behindSinceMs = null;
      if (client.version !== slice.version) this.#send(client, 'indexChanged', emptyBody);
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
    this.#clients.delete(client.socket);
    client.socket.terminate();
  }

  #sendSnapshot(client: Client): void {
    client.version = client.audience.slice(this.#table.inventory).version;
    this.#send(client, 'snapshot', client.audience.bytes(this.#table));
    this.#snapshots += 1;
  }

  #send(client: Client, kind: LiveFrame['kind'], body: Uint8Array): void {
    if (client.socket.readyState !== client.socket.OPEN) return;
    client.sequence += 1;
    client.sentAtMs = performance.now();
    const header = headerOf(kind, client.sequence, client.audience.slice(this.#table.inventory).version);
    client.socket.send(header, { binary: true, fin: body.length === 0 });
    if (body.length > 0) client.socket.send(body, { binary: true, fin: true });
  }
}
