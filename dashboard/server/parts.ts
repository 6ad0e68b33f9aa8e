import type { Logger } from 'pino';
import type { Clock } from '@khue/domain/clock';
import type { MapLayers } from '@khue/gis-data/layers';
import type { Bus } from '@khue/store/bus/bus';
import type { Jobs } from '@khue/store/jobs';
import type { Store } from '@khue/store/store';
import type { OpenSockets } from './access/openSockets.ts';
import type { Refusals } from './access/refusals.ts';
import type { Rights } from './access/rights.ts';
import type { Sessions } from './access/sessions.ts';
import type { SignInAttempts } from './access/signInAttempts.ts';
import type { DashboardConfig } from './config.ts';
import type { Feed } from './feed/feed.ts';
import type { TurnedAway } from './hardening/turnedAway.ts';
import type { AlarmFeed } from './live/alarmFeed.ts';
import type { LiveFeed } from './live/liveFeed.ts';
import type { TierBoard } from './state/tierBoard.ts';
import type { OpenViews } from './tickets/openViews.ts';
import type { TicketKeys } from './tickets/ticketKeys.ts';

/** The queues of ingest, as far as this tier fills them. */
export type IngestQueue = Pick<Jobs, 'enqueueImport' | 'enqueueSheet'>;

/** What the dashboard is given. */
export interface DashboardDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Logger;
  readonly layers: Pick<MapLayers, 'wards' | 'base'>;
  readonly jobs: IngestQueue;
}

/** What its routes work with. */
export interface DashboardParts extends DashboardDeps {
  readonly config: DashboardConfig;
  readonly live: LiveFeed;
  readonly alarms: AlarmFeed;
  readonly tiers: TierBoard;
  readonly sockets: OpenSockets;
  readonly attempts: SignInAttempts;
  readonly rights: Rights;
  readonly sessions: Sessions;
  readonly refusals: Refusals;
  readonly turnedAway: TurnedAway;
  readonly ticketKeys: TicketKeys;
  readonly openViews: OpenViews;
  readonly feed: Feed;
}
