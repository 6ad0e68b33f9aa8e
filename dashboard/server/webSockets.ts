import { type WebSocket, WebSocketServer } from 'ws';
import { KhueError } from '@khue/domain/errors';
import type { AccountRights } from './access/rights.ts';
import type { UpgradePath } from './access/upgrades.ts';
import type { DashboardParts } from './parts.ts';
import type { VideoProxy } from './video/videoProxy.ts';

/** Close codes of our own: the session is over; the right is gone. */
const closeCodes = { signInRequired: 4_401, notAllowed: 4_403 } as const;

/** How long the gateway has to tell the pictures why they end, before their connection does. */
const lastWordMs = 1_000;

/** Takes a browser's live feed in: states and alarms of the account's own schools alone, for as long as session and right last. */
function livePath({ live, alarms, sockets }: DashboardParts): UpgradePath {
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: 1_024,
    perMessageDeflate: false,
  });
  function listen(browser: WebSocket, rights: AccountRights): void {
    alarms.listen(browser, rights.holds('alarm.view') ? rights.schools('alarm.view') : undefined);
  }
  function review(browser: WebSocket, rights: AccountRights): void {
    listen(browser, rights);
    if (rights.holds('inventory.view')) live.rescope(browser, rights.schools('inventory.view'));
    else browser.close(closeCodes.notAllowed);
  }
  return {
    access: 'inventory.view',
    handle(request, socket, head, { signedIn: { sessionId, account }, rights }) {
      if (live.isFull) throw new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'dashboard' });
      webSockets.handleUpgrade(request, socket, head, (browser) => {
        const forget = sockets.add({
          sessionId,
          accountId: account.id,
          review: (now) => review(browser, now),
          close: () => browser.close(closeCodes.signInRequired),
        });
        browser.once('close', forget);
        live.add(browser, rights.schools('inventory.view'));
        listen(browser, rights);
      });
    },
  };
}

/** Passes a browser's pictures through, for as long as its session lasts and it may look through some camera. */
function videoPath({ sockets }: DashboardParts, proxy: VideoProxy): UpgradePath {
  return {
    access: 'camera.live',
    handle(request, socket, head, { signedIn: { sessionId, account } }) {
      let forget: () => void = () => {};
      const connection = proxy.handle({ request, socket, head, sessionId }, () => forget());
      forget = sockets.add({
        sessionId,
        accountId: account.id,
        pictures: true,
        review: (rights) => {
          if (!rights.holds('camera.live')) setTimeout(() => connection.close(), lastWordMs).unref();
        },
        close: () => connection.close(),
      });
    },
  };
}

/** Every path that takes WebSockets in, with the permission it asks for. */
export function webSocketPaths(parts: DashboardParts, video: VideoProxy): ReadonlyMap<string, UpgradePath> {
  return new Map([
    ['/api/live', livePath(parts)],
    ['/video', videoPath(parts, video)],
  ]);
}
