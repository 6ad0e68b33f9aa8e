import type { Logger } from 'pino';
import type { CameraNetworks } from '@khue/domain/cameraNetwork';
import type { CameraStatus } from '@khue/domain/cameraStatus';
import type { Clock } from '@khue/domain/clock';
import { isRevoked, type Revocation } from '@khue/domain/revocation';
import type { TicketClaims } from '@khue/domain/ticket';
import type { Bus } from '@khue/store/bus/bus';
import type { Store } from '@khue/store/store';
import { startHeartbeat } from '@khue/store/tier/heartbeat';
import type { Tier } from '@khue/store/tier/runTier';
import { AuditRunner, type AuditRunnerConfig } from './audit/auditRunner.ts';
import { createConnectGuard } from './connectGuard.ts';
import { GatewayLog } from './gatewayLog.ts';
import { createGatewayServer } from './gatewayServer.ts';
import { Inventory, type InventoryConfig, type InventoryFollower } from './inventory.ts';
import { CameraDescriber, type DescriberConfig } from './onvif/describer.ts';
import { CredentialQuarantine } from './probe/credentialQuarantine.ts';
import { createProbeScheduler } from './probe/scheduler.ts';
import { CameraFeeds, type CameraFeedsConfig } from './relay/cameraFeeds.ts';
import { type ExportLimits, Exports } from './relay/exports/exports.ts';
import { KeyRing } from './relay/keyRing.ts';
import { Hub } from './relay/restream/hub.ts';
import { Restream, type RestreamLimits } from './relay/restream/restream.ts';
import { Revocations } from './relay/revocations.ts';
import { TicketDesk } from './relay/ticketDesk.ts';
import type { RevokedBecause } from './relay/viewer.ts';
import type { ViewerCounts, ViewerLimits } from './relay/viewerLimits.ts';
import { createViewerSocket } from './relay/viewerSocket.ts';
import { ViewLog } from './relay/viewLog.ts';
import { openRtspStream } from './rtsp/stream.ts';

/** A part that follows the inventory and ends with the gateway. */
export interface GatewayService extends InventoryFollower {
  stop(): Promise<void>;
}

export interface GatewayDeps {
  readonly store: Pick<Store, 'cameras' | 'schools' | 'statuses' | 'log' | 'ticketKeys' | 'audits'>;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Logger;
  /** Further parts to tell of the inventory. */
  readonly services?: readonly GatewayService[];
}

export interface GatewayConfig {
  readonly version: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly probeIntervalMs: number;
  /** Used tickets remembered until they expire; beyond it every ticket is refused. */
  readonly maxRememberedTickets: number;
  /** Where cameras may be: `domain/cameraNetwork.ts`. */
  readonly cameraNetworks: CameraNetworks;
  readonly inventory: InventoryConfig;
  readonly onvif: DescriberConfig;
  readonly feeds: CameraFeedsConfig;
  readonly viewers: ViewerLimits;
  readonly restream: RestreamLimits;
  readonly exports: ExportLimits;
  readonly audits: Omit<AuditRunnerConfig, 'version'>;
}

export interface Gateway extends Tier {
  /** The port it listens on, once started. */
  port(): number;
}

/** Connections beyond the viewers': health checks, and viewers that are to hear 503. */
const spareConnections = 64;

/**
 * The camera gateway: probes every camera of the store and tells the bus, and pulls pictures for those who look.
 * Neither the store nor the bus is closed by it.
 */
export function createGateway(deps: GatewayDeps, config: GatewayConfig): Gateway {
  const { store, bus, clock, log, services = [] } = deps;
  const counts: ViewerCounts = {
    bytesOut: 0,
    fragmentsOut: 0,
    droppedFragments: 0,
    slowViewersClosed: 0,
    refusedTickets: 0,
  };
  let statusesRefused = 0;
  let viewsRevoked = 0;
  let listeningPort = config.port;
  let heartbeat: { stop(): Promise<void> } | null = null;

  function publishStatus(status: CameraStatus): void {
    bus.publish('cameraStatus', status, status.cameraId).catch(() => {
      statusesRefused += 1;
    });
  }

  const guard = createConnectGuard(config.cameraNetworks);
  const quarantine = new CredentialQuarantine(clock);
  const describer = new CameraDescriber(
    {
      clock,
      guard,
      store: store.cameras,
      quarantine,
      onDescribed: (_cameraId, description) => inventory.described(description),
      onUnexpected: (error) => log.error({ err: error }, 'a camera could not be described or its description saved'),
      random: Math.random,
    },
    config.onvif,
  );
  const scheduler = createProbeScheduler(
    {
      clock,
      guard,
      quarantine,
      clockOffset: (cameraId) => describer.clockOffset(cameraId),
      onStatus: publishStatus,
      onUnexpected: (error) => log.error({ err: error }, 'a probe met a bug'),
    },
    { intervalMs: config.probeIntervalMs },
  );
  const endpoint = (cameraId: string) => inventory.endpoint(cameraId);
  const feeds = new CameraFeeds(
    {
      clock,
      endpoint,
      quarantine,
      openStream: (options) => openRtspStream({ ...options, guard }),
      probeSoon: (cameraId) => scheduler.probeSoon(cameraId),
      onUnexpected: (error) => log.error({ err: error }, 'a feed met a bug'),
      random: Math.random,
    },
    config.feeds,
  );
  const inventory = new Inventory(
    {
      read: () => store.cameras.endpoints(),
      followers: [scheduler, { setCameras: followCameras }, describer, ...services],
      onFailure: (error) => log.warn({ err: error }, 'the inventory cannot be read, the last one stays in force'),
    },
    config.inventory,
  );
  const keys = new KeyRing({
    clock,
    read: () => store.ticketKeys.list(new Date(clock.now())),
    onFailure: (error) => log.warn({ err: error }, 'the keys of tickets cannot be read, the last ones stay in force'),
  });
  const gatewayLog = new GatewayLog({
    clock,
    log: store.log,
    onFailure: (error) => log.warn({ err: error }, 'what was looked at cannot be written into the log yet'),
  });
  const views = new ViewLog(gatewayLog, clock);
  const revocations = new Revocations(clock);
  const tickets = new TicketDesk(
    {
      clock,
      keys,
      revocations,
      camera: (cameraId) => endpoint(cameraId)?.camera,
      onRefused: (reason, claims) => views.refused(reason, claims),
    },
    config.maxRememberedTickets,
  );
  const viewers = createViewerSocket({ clock, feeds, tickets, views, counts }, config.viewers);
  const hub = new Hub(clock, (code) => log.info({ code }, 'the restream hub ended'));
  const restream = new Restream({ feeds, tickets, revocations, views, hub }, config.restream);
  const exports = new Exports({ clock, feeds, tickets, views }, config.exports);
  const audits = new AuditRunner(
    { store, clock, log, quarantine, networks: config.cameraNetworks, random: Math.random },
    { ...config.audits, version: config.version },
  );
  const maxConnections =
    config.viewers.maxViewers + config.restream.maxReaders + config.exports.maxExports + spareConnections;
  const server = createGatewayServer(
    {
      viewers,
      restream,
      exports,
      health: () => ({ ok: !inventory.failing && bus.metrics().connected, metrics: metrics() }),
    },
    { host: config.host, port: config.port, maxConnections },
  );

  function revoke(revocation: Revocation): void {
    revocations.add(revocation);
    cut((claims) => isRevoked(claims, revocation), revocation.everything === true ? 'askAnew' : 'ended');
  }

  function cut(hasEnded: (claims: TicketClaims) => boolean, why: RevokedBecause = 'ended'): void {
    viewsRevoked += viewers.revoke(hasEnded, why) + restream.revoke(hasEnded) + exports.revoke(hasEnded);
  }

  /** A camera that watches another zone now, or belongs to another school, was not opened by this ticket. */
  function followCameras(): void {
    feeds.inventoryChanged();
    cut(({ cameraId, zone, schoolId }) => {
      const camera = endpoint(cameraId)?.camera;
      return camera?.zone !== zone || camera.schoolId !== schoolId;
    });
  }

  function metrics(): Record<string, number> {
    return {
      ...counts,
      ...restream.metrics(),
      ...exports.metrics(),
      ...describer.metrics(),
      ...audits.metrics(),
      cameras: inventory.size,
      probesPerSecond: scheduler.metrics().probesPerSecond,
      viewers: viewers.viewers(),
      feeds: feeds.size,
      bytesIn: feeds.bytesIn,
      statusesRefused,
      viewsRevoked,
      ...gatewayLog.metrics(),
    };
  }

  return {
    async start() {
      scheduler.remember(await store.statuses.current());
      // First, so that a change which comes while the inventory is read is not overlooked.
      await bus.subscribe('registryChanged', () => inventory.readSoon());
      await bus.subscribe('accessRevoked', revoke);
      await inventory.start();
      await keys.start();
      gatewayLog.start();
      audits.start();
      listeningPort = await server.start();
      heartbeat = startHeartbeat(bus, {
        tier: 'gateway',
        version: config.version,
        clock,
        metrics,
        remark: () => (inventory.failing ? 'the inventory cannot be read' : null),
      });
      log.info({ port: listeningPort, cameras: inventory.size }, 'gateway listens');
    },
    async stop() {
      inventory.stop();
      keys.stop();
      const others = services.map((service) => service.stop());
      exports.stop();
      await Promise.all([
        viewers.stop(),
        restream.stop(),
        feeds.stop(),
        scheduler.stop(),
        describer.stop(),
        audits.stop(),
        ...others,
      ]);
      await Promise.all([server.stop(), gatewayLog.stop(), heartbeat?.stop()]);
    },
    metrics,
    port: () => listeningPort,
  };
}
