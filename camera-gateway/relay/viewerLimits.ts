import type { DeliveryLimits } from './deliveryGate.ts';

/** What one viewer, and all of them, may take. */
export interface ViewerLimits extends DeliveryLimits {
  readonly maxViewers: number;
  /** A viewer that has read nothing for so long, with bytes waiting for it, is disconnected. */
  readonly stalledAfterMs: number;
  /** How often the gateway looks for stalled and vanished viewers. */
  readonly inspectionIntervalMs: number;
  /** Subscriptions at once, and per second in the long run. */
  readonly subscribeBurst: number;
  readonly subscribePerSecond: number;
}

/** Counters over all viewers since the start. */
export interface ViewerCounts {
  bytesOut: number;
  fragmentsOut: number;
  droppedFragments: number;
  slowViewersClosed: number;
  refusedTickets: number;
}
