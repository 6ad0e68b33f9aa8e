import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { CameraZone } from '@khue/domain/camera';
import { ConfigurationError } from '@khue/domain/environment';
import { ticketKeyTimes } from '@khue/domain/ticket';
import type { TierStatus } from '@khue/domain/tier';
import { startHeartbeat } from '@khue/store/tier/heartbeat';
import { OpenSockets } from './access/openSockets.ts';
import { inTime, Recheck } from './access/recheck.ts';
import { Refusals } from './access/refusals.ts';
import { Rights } from './access/rights.ts';
import { upgradeToken } from './access/sessionCookie.ts';
import { Sessions } from './access/sessions.ts';
import { SignInAttempts } from './access/signInAttempts.ts';
import { Upgrades } from './access/upgrades.ts';
import { buildServer } from './buildServer.ts';
import type { DashboardConfig } from './config.ts';
import { Feed } from './feed/feed.ts';
import { followCertificate } from './hardening/httpServer.ts';
import { proxyList } from './hardening/proxies.ts';
import { upgradeRates } from './hardening/upgradeRates.ts';
import { TurnedAway } from './hardening/turnedAway.ts';
import { AlarmFeed } from './live/alarmFeed.ts';
import { type LiveLimits, liveLimits } from './live/broadcast.ts';
import { LiveFeed } from './live/liveFeed.ts';
import product from './package.json' with { type: 'json' };
import type { DashboardDeps, DashboardParts } from './parts.ts';
import { TierBoard } from './state/tierBoard.ts';
import { OpenViews } from './tickets/openViews.ts';
import { Revoker } from './tickets/revoker.ts';
import { TicketKeys } from './tickets/ticketKeys.ts';
import { VideoProxy } from './video/videoProxy.ts';
import { webSocketPaths } from './webSockets.ts';

/** Sessions and rights that open sockets live on are looked at this often: what is withdrawn ends within 5 s. */
const recheckMs = 1_000;
/** Requests under way may take this long after the stop began. */
const closeDeadlineMs = 2_000;
const videoLimits = { maxConnections: 300, handshakeDeadlineMs: 5_000 };

export interface Dashboard {
  start(): Promise<void>;
  /** Closes every connection within 5 s. */
  stop(): Promise<void>;
  metrics(): Record<string, number>;
  /** Where it listens; throws before `start`. */
  address(): { readonly host: string; readonly port: number };
}

function isGatewayAway({ expectedTiers }: DashboardConfig, tiers: TierBoard): boolean {
  return expectedTiers.includes('gateway') && tiers.isDown('gateway');
}

/** Puts the routes' parts together; nothing is asked or opened yet. */
export function dashboardParts(
  deps: DashboardDeps,
  config: DashboardConfig,
  metrics: () => Record<string, number> = () => ({}),
  limits: LiveLimits = liveLimits,
): DashboardParts {
  const startedAt = new Date(deps.clock.now()).toISOString();
  const own = (): TierStatus => ({
    tier: 'dashboard',
    state: 'up',
    at: new Date(deps.clock.now()).toISOString(),
    startedAt,
    version: product.version,
    metrics: metrics(),
    remark: null,
  });
  const tiers = new TierBoard(deps, config.expectedTiers, own);
  const { statusStaleAfterMs } = config;
  const isGatewayDown = () => isGatewayAway(config, tiers);
  const rights = new Rights(deps.store, deps.clock);
  return {
    ...deps,
    config,
    alarms: new AlarmFeed(deps),
    live: new LiveFeed(deps, { statusStaleAfterMs, isGatewayDown, limits }),
    tiers,
    sockets: new OpenSockets(),
    attempts: new SignInAttempts(deps.store.accounts, deps.clock),
    rights,
    sessions: new Sessions(deps.store, rights, deps.clock),
    refusals: new Refusals(deps),
    turnedAway: new TurnedAway(deps),
    ticketKeys: new TicketKeys(deps),
    openViews: new OpenViews(),
    feed: new Feed(deps, config, rights),
  };
}

function attachUpgrades(app: FastifyInstance, parts: DashboardParts, video: VideoProxy): Upgrades {
  const { sessions, rights, refusals, config, log } = parts;
  return new Upgrades(app.server, {
    findSession: (cookieHeader) => sessions.find(upgradeToken(app.parseCookie(cookieHeader), config)),
    publicOrigin: config.publicOrigin,
    isProxy: proxyList(config.trustedProxies),
    rights,
    refusals,
    rates: upgradeRates(config.hardening, parts),
    paths: webSocketPaths(parts, video),
    onBug: (error) => log.error({ err: error }, 'unexpected, while a WebSocket was taken in'),
  });
}

async function zonesOnWalls({ store }: DashboardDeps): Promise<ReadonlySet<CameraZone>> {
  const rules = await store.privacy.zoneRules();
  return new Set(rules.filter(({ onWalls }) => onWalls).map(({ zone }) => zone));
}

async function closeHttp(app: FastifyInstance): Promise<void> {
  const cutOff = setTimeout(() => app.server.closeAllConnections(), closeDeadlineMs);
  await app.close();
  clearTimeout(cutOff);
}

async function listen(app: FastifyInstance, { httpHost, httpPort }: DashboardConfig): Promise<AddressInfo> {
  try {
    await app.listen({ host: httpHost, port: httpPort });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE') {
      throw new ConfigurationError(`KHUE_HTTP_PORT: port ${httpPort} is in use already`, { cause });
    }
    throw cause;
  }
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address;
}

/** The server behind the screens: HTTP API, live feed, way to the pictures, web files. */
export function createDashboard(
  deps: DashboardDeps,
  config: DashboardConfig,
  limits: LiveLimits = liveLimits,
): Dashboard {
  const video = new VideoProxy({ gatewayUrl: config.gatewayUrl, ...videoLimits }, deps.log);
  const parts = dashboardParts(deps, config, metrics, limits);
  const { bus, log, clock } = deps;
  const revoker = new Revoker({
    bus,
    clock,
    log,
    closePictures: (sessionId) => parts.sockets.closePictures(sessionId),
    isGatewayAway: () => isGatewayAway(config, parts.tiers),
  });
  const recheck = new Recheck({
    look,
    log,
    closePictures: () => parts.sockets.closeAllPictures(),
    monotonic: () => performance.now(),
  });
  const stops: (() => Promise<void> | void)[] = [];
  let listening: AddressInfo | null = null;

  function metrics(): Record<string, number> {
    return {
      ...parts.live.metrics(),
      ...parts.alarms.metrics(),
      ...video.metrics(),
      ...parts.refusals.metrics(),
      ...parts.turnedAway.metrics(),
      ...revoker.metrics(),
      ...recheck.metrics(),
      ...parts.feed.metrics(),
      openViews: parts.openViews.size,
      sessionSockets: parts.sockets.size,
    };
  }

  async function look(): Promise<void> {
    const goodSessions = (sessionIds: readonly string[]) => inTime(parts.sessions.good(sessionIds));
    const rightsOf = (accountId: string) => inTime(parts.rights.of(accountId));
    const wallZones = () => inTime(zonesOnWalls(deps));
    const earlier = revoker.revokeEarlier();
    await revoker.revoke(await parts.openViews.review({ goodSessions, rightsOf, wallZones, at: clock.now() }));
    await parts.sockets.recheck({ goodSessions, rightsOf });
    await earlier;
  }

  return {
    async start() {
      const { app } = await buildServer(parts);
      stops.push(() => closeHttp(app));
      const upgrades = attachUpgrades(app, parts, video);
      stops.push(() => video.stop());
      await parts.tiers.start();
      stops.push(() => parts.live.stop());
      await parts.live.start();
      stops.push(() => parts.feed.stop());
      parts.feed.start();
      stops.push(() => parts.alarms.stop());
      await parts.alarms.start();
      stops.push(() => upgrades.stop());
      listening = await listen(app, config);
      await revoker.revokeEarlier();
      stops.push(followCertificate(app.server, config.hardening, deps.log));
      await parts.ticketKeys.renew();
      const renewal = setInterval(() => void parts.ticketKeys.renew(), ticketKeyTimes.readEveryMs);
      stops.push(() => clearInterval(renewal));
      const rechecks = setInterval(() => void recheck.tick(), recheckMs);
      stops.push(() => clearInterval(rechecks));
      const heartbeat = startHeartbeat(bus, { tier: 'dashboard', version: product.version, clock, metrics });
      stops.push(() => heartbeat.stop());
    },
    async stop() {
      for (const stop of stops.splice(0).toReversed()) await stop();
    },
    metrics,
    address() {
      if (listening === null) throw new Error('the dashboard does not listen yet');
      return { host: listening.address, port: listening.port };
    },
  };
}
