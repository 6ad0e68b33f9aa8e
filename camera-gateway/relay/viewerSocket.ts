/** The gateway's end of the live pictures: the protocol of `@khue/domain/video` over WebSocket. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { TicketClaims } from '@khue/domain/ticket';
import { askingSession } from './ticketDesk.ts';
import { type RevokedBecause, Viewer, type ViewerDeps } from './viewer.ts';
import type { ViewerLimits } from './viewerLimits.ts';

/** Where browsers (through the dashboard) connect. */
export const viewerPath = '/video';

/** A ticket is at most 4,096 characters. */
const maxRequestBytes = 8_192;
const goodbyeMs = 500;

export interface ViewerSocket {
  /** Takes over an HTTP upgrade of `viewerPath`; answers 503 beyond `maxViewers`. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  viewers(): number;
  /** Cuts the channels whose right has ended; returns how many. */
  revoke(hasEnded: (claims: TicketClaims) => boolean, why?: RevokedBecause): number;
  stop(): Promise<void>;
}

export function createViewerSocket(deps: ViewerDeps, limits: ViewerLimits): ViewerSocket {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxRequestBytes,
    autoPong: false,
    clientTracking: false,
  });
  const viewers = new Set<Viewer>();
  const inspection = setInterval(() => {
    for (const viewer of viewers) viewer.inspect();
  }, limits.inspectionIntervalMs);

  function handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!(socket instanceof Socket) || viewers.size >= limits.maxViewers) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    socket.setNoDelay(true);
    server.handleUpgrade(request, socket, head, (ws) => {
      const viewer = new Viewer({ ws, socket, sessionId: askingSession(request) }, deps, limits);
      viewers.add(viewer);
      ws.on('close', () => viewers.delete(viewer));
    });
  }

  async function stop(): Promise<void> {
    clearInterval(inspection);
    for (const viewer of viewers) viewer.goAway();
    const deadline = Date.now() + goodbyeMs;
    while (viewers.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const viewer of viewers) viewer.terminate();
    server.close();
  }

  function revoke(hasEnded: (claims: TicketClaims) => boolean, why: RevokedBecause = 'ended'): number {
    let cut = 0;
    for (const viewer of viewers) cut += viewer.revoke(hasEnded, why);
    return cut;
  }

  return { handleUpgrade, viewers: () => viewers.size, revoke, stop };
}
