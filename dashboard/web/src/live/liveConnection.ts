/**
 * Keeps the live store fed: index, then WebSocket, then frames; after a gap or a break it starts over. A feed that says
 * nothing for a while is opened anew, because silence cannot be told from a dead line; after `distrustAfterMs` without a
 * frame every state on screen becomes unknown.
 */
import type { LiveIndex } from '@khue/domain/api';
import type { Clock } from '@khue/domain/clock';
import { decodeLiveFrame } from '@khue/domain/liveFeed';
import type { LiveStore } from './liveStore.ts';

const distrustAfterMs = 5_000;
/** Silence after which the connection is replaced. */
const renewAfterMs = 3_500;
/** A watch that runs this late says that the page itself was held up. */
const heldUpMs = 1_500;
const firstRetryMs = 400;
const lastRetryMs = 8_000;

export interface LiveConnectionDeps {
  readonly store: LiveStore;
  readonly clock: Clock;
  readonly fetchIndex: (signal: AbortSignal) => Promise<LiveIndex>;
  readonly openSocket: () => WebSocket;
  /** Told when the inventory behind the index changed. */
  readonly onIndexChanged: () => void;
  /** Told what stands in a text frame: an alarm, or that some were missed. */
  readonly onText: (text: string) => void;
  /** Told when a connection opened: what went on before it was not heard. */
  readonly onOpened: () => void;
}

/** Starts the connection; the answer stops it. */
export function startLiveConnection(deps: LiveConnectionDeps): () => void {
  const stopping = new AbortController();
  let socket: WebSocket | null = null;
  let retry: ReturnType<typeof setTimeout> | null = null;
  let failures = 0;
  let indexStale = true;
  let heardAt = deps.clock.now();

  function drop(): void {
    const old = socket;
    socket = null;
    old?.close();
  }

  function again(afterMs: number): void {
    drop();
    if (retry !== null || stopping.signal.aborted) return;
    retry = setTimeout(() => {
      retry = null;
      connect().catch(failed);
    }, afterMs);
  }

  function failed(): void {
    const wait = Math.min(lastRetryMs, firstRetryMs * 2 ** failures);
    failures += 1;
    again(wait * (0.75 + Math.random() / 2));
  }

  function receive(data: unknown): void {
    if (typeof data === 'string') deps.onText(data);
    if (!(data instanceof ArrayBuffer)) return;
    const taken = deps.store.take(decodeLiveFrame(new Uint8Array(data)), deps.clock.now());
    heardAt = deps.clock.now();
    if (taken === 'taken') {
      failures = 0;
      return;
    }
    if (taken === 'otherIndex') {
      indexStale = true;
      deps.onIndexChanged();
    }
    // A first failure is retried at once; a server that keeps disagreeing is asked ever more slowly.
    if (failures === 0) {
      failures = 1;
      again(50);
    } else failed();
  }

  async function refreshIndex(): Promise<boolean> {
    try {
      deps.store.setIndex(await deps.fetchIndex(stopping.signal));
      indexStale = false;
      return true;
    } catch {
      // Counted and retried: the reader sees it as a feed that is away.
      return false;
    }
  }

  async function connect(): Promise<void> {
    if (indexStale && !(await refreshIndex())) {
      if (!stopping.signal.aborted) failed();
      return;
    }
    if (stopping.signal.aborted) return;
    deps.store.restartSequence();
    heardAt = deps.clock.now();
    const opened = deps.openSocket();
    opened.binaryType = 'arraybuffer';
    socket = opened;
    opened.addEventListener('open', deps.onOpened);
    opened.addEventListener('message', (event) => {
      if (opened === socket) receive(event.data);
    });
    opened.addEventListener('close', () => {
      if (opened === socket) failed();
    });
  }

  let watchedAt = deps.clock.now();
  const watch = setInterval(() => {
    const now = deps.clock.now();
    // A page that was held up has not read what arrived meanwhile: its own delay says nothing of the feed.
    const heldUp = now - watchedAt > heldUpMs;
    watchedAt = now;
    if (heldUp) return;
    const last = deps.store.feed().heardAt;
    if (last !== null && now - last > distrustAfterMs) deps.store.distrust();
    if (socket !== null && now - heardAt > renewAfterMs) again(0);
  }, 250);
  const startedAt = deps.clock.now();
  const firstWatch = setTimeout(() => {
    if (deps.store.feed().heardAt === null && deps.clock.now() - startedAt >= distrustAfterMs) deps.store.distrust();
  }, distrustAfterMs + 100);
  connect().catch(failed);

  return () => {
    stopping.abort();
    clearInterval(watch);
    clearTimeout(firstWatch);
    if (retry !== null) clearTimeout(retry);
    drop();
  };
}
