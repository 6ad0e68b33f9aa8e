import { randomBytes } from 'node:crypto';
import type { StreamProfile } from '@khue/domain/camera';
import { systemClock } from '@khue/domain/clock';
import type { LogEntry } from '@khue/domain/log';
import { isRevoked, type Revocation } from '@khue/domain/revocation';
import { sampleClaims } from '@khue/domain/testing/sampleClaims';
import { signTicket, type TicketClaims } from '@khue/domain/ticket';
import type { CameraEndpoint } from '@khue/store/store';
import { gatewayDefaults } from '../../config.ts';
import { createGatewayServer } from '../../gatewayServer.ts';
import { CredentialQuarantine } from '../../probe/credentialQuarantine.ts';
import { openRtspStream } from '../../rtsp/stream.ts';
import { openGuard } from '../../testing/openGuard.ts';
import { type ExportLimits, Exports } from '../exports/exports.ts';
import { Hub } from '../restream/hub.ts';
import { Restream, type RestreamLimits } from '../restream/restream.ts';
import { CameraFeeds, type CameraFeedsConfig } from '../cameraFeeds.ts';
import { Revocations } from '../revocations.ts';
import { TicketDesk } from '../ticketDesk.ts';
import { ViewLog } from '../viewLog.ts';
import type { ViewerCounts, ViewerLimits } from '../viewerLimits.ts';
import { createViewerSocket } from '../viewerSocket.ts';

/** The relay on real sockets, with cameras given by hand instead of read from a store. */
export interface TestRelay {
  readonly port: number;
  readonly feeds: CameraFeeds;
  readonly counts: ViewerCounts;
  readonly hub: Hub;
  readonly restream: Restream;
  readonly exports: Exports;
  /** Cameras of which a probe was asked for. */
  readonly probed: string[];
  /** Bugs the feeds met; a test expects none. */
  readonly unexpected: unknown[];
  viewers(): number;
  setEndpoints(endpoints: readonly CameraEndpoint[]): void;
  ticket(endpoint: CameraEndpoint, profile?: StreamProfile, change?: Partial<TicketClaims>): string;
  /** What was written down, in order. */
  readonly logged: LogEntry[];
  /** Cuts what it fits; returns how many viewers' channels and readers. */
  revoke(revocation: Partial<Revocation>): readonly [number, number];
  stop(): Promise<void>;
}

export interface TestRelayOptions {
  readonly endpoints: readonly CameraEndpoint[];
  readonly feeds?: Partial<CameraFeedsConfig>;
  readonly viewers?: Partial<ViewerLimits>;
  readonly restream?: Partial<RestreamLimits>;
  readonly exports?: Partial<ExportLimits>;
}

export async function startTestRelay(options: TestRelayOptions): Promise<TestRelay> {
  const ticketKey = { id: 'test', key: randomBytes(32) };
  const clock = systemClock;
  let byId = new Map(options.endpoints.map((endpoint) => [endpoint.camera.id, endpoint]));
  const endpoint = (cameraId: string) => byId.get(cameraId);
  const counts = { bytesOut: 0, fragmentsOut: 0, droppedFragments: 0, slowViewersClosed: 0, refusedTickets: 0 };
  const probed: string[] = [];
  const unexpected: unknown[] = [];
  const feeds = new CameraFeeds(
    {
      clock,
      endpoint,
      openStream: (stream) => openRtspStream({ ...stream, guard: openGuard }),
      quarantine: new CredentialQuarantine(clock),
      probeSoon: (cameraId) => probed.push(cameraId),
      onUnexpected: (error) => unexpected.push(error),
      random: () => 0.5,
    },
    { ...gatewayDefaults.feeds, maxFeeds: 100, reconnectMinMs: 50, lingerMs: 200, ...options.feeds },
  );
  const logged: LogEntry[] = [];
  const views = new ViewLog({ note: (entry) => logged.push(entry) }, clock);
  const revocations = new Revocations(clock);
  const tickets = new TicketDesk(
    {
      clock,
      revocations,
      keys: { find: async (id) => (id === ticketKey.id ? ticketKey.key : undefined) },
      camera: (cameraId) => endpoint(cameraId)?.camera,
      onRefused: (reason, claims) => views.refused(reason, claims),
    },
    1_000,
  );
  const viewers = createViewerSocket(
    { clock, feeds, views, counts, tickets },
    {
      ...gatewayDefaults.viewers,
      maxViewers: 50,
      maxViewerQueueBytes: 4_000_000,
      maxChannelQueueBytes: 1_500_000,
      stalledAfterMs: 30_000,
      ...options.viewers,
    },
  );
  const hub = new Hub(clock, () => undefined);
  const restream = new Restream(
    { feeds, tickets, revocations, views, hub },
    { ...gatewayDefaults.restream, maxReaders: 10, ...options.restream },
  );
  const exports = new Exports(
    { clock, feeds, tickets, views },
    { ...gatewayDefaults.exports, maxExports: 10, ...options.exports },
  );
  const server = createGatewayServer(
    { viewers, restream, exports, health: () => ({ ok: true, metrics: { viewers: viewers.viewers() } }) },
    { host: '127.0.0.1', port: 0, maxConnections: 100 },
  );
  const port = await server.start();
  return {
    port,
    feeds,
    counts,
    hub,
    restream,
    exports,
    probed,
    unexpected,
    viewers: () => viewers.viewers(),
    setEndpoints(endpoints) {
      byId = new Map(endpoints.map((one) => [one.camera.id, one]));
      feeds.inventoryChanged();
    },
    ticket: ({ camera }, profile = 'sub', change = {}) => {
      const { id: cameraId, schoolId, zone } = camera;
      return signTicket(
        sampleClaims({ issuedAt: clock.now(), cameraId, schoolId, zone, profile, ...change }),
        ticketKey,
      );
    },
    logged,
    revoke(named) {
      const nothing = { accountId: null, sessionId: null, cameraId: null, schoolId: null };
      const revocation = { at: clock.now(), ...nothing, ...named };
      revocations.add(revocation);
      const hasEnded = (claims: TicketClaims) => isRevoked(claims, revocation);
      exports.revoke(hasEnded);
      return [viewers.revoke(hasEnded), restream.revoke(hasEnded)];
    },
    async stop() {
      exports.stop();
      await Promise.all([viewers.stop(), restream.stop(), feeds.stop()]);
      await server.stop();
    },
  };
}
