import type { CampaignCounts } from '@khue/domain/audit';

/** How often the board of a campaign is drawn anew while it runs. */
const steps = 100;

/** Cameras of a campaign that need no more work. */
export function finishedOf({ done, skipped, failed }: CampaignCounts): number {
  return done + skipped + failed;
}

/**
 * How far a campaign is, in hundredths of it at most: a board of the whole city is not asked for again with every camera.
 * The last camera always counts.
 */
export function boardStep(counts: CampaignCounts): number {
  const finished = finishedOf(counts);
  if (finished === counts.total) return finished;
  const step = Math.max(1, Math.ceil(counts.total / steps));
  return Math.floor(finished / step) * step;
}
