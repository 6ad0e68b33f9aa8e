import type { Logger } from 'pino';
import { cityDay } from '@khue/domain/cityTime';
import type { Clock } from '@khue/domain/clock';
import { isWhole, type LogAnchor, type LogVerification } from '@khue/domain/log';
import { type AnchorKey, trustedKeys } from '@khue/store/logAnchor';
import { verifyLog } from '@khue/store/logVerify';
import type { Store } from '@khue/store/store';
import { appendToAnchorFile, cutHalfLine, readAnchorFile } from './anchorFile.ts';

export interface LogKeeperConfig {
  /** Signs the anchor of each day; null: no anchors are made. */
  readonly anchorKey: AnchorKey | null;
  /** File outside the database that anchors are added to, or null. */
  readonly anchorFile: string | null;
  /** How often it is looked whether a day has begun. */
  readonly checkIntervalMs: number;
}

export interface LogKeeper {
  start(): void;
  /** Waits for the step at hand. */
  stop(): Promise<void>;
  /** Everything that is due now; rejects where a step cannot be done. */
  keep(): Promise<void>;
  metrics(): { logAnchorsMade: number; logFaults: number };
}

/**
 * Keeps the log true: once a day, and at the first start of a day, an anchor is signed and handed out of the database,
 * rows beyond the retention go, and the whole log is verified.
 */
export function createLogKeeper(
  { store, clock, log }: { readonly store: Pick<Store, 'log'>; readonly clock: Clock; readonly log: Logger },
  { anchorKey, anchorFile, checkIntervalMs }: LogKeeperConfig,
): LogKeeper {
  const stopping = new AbortController();
  const counts = { logAnchorsMade: 0, logFaults: 0 };
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  /** The day for which everything is done. */
  let doneFor = '';

  async function anchor(day: string): Promise<void> {
    if (anchorKey === null) return;
    const latest = await store.log.lastAnchor();
    if (latest !== null && latest.day >= day) return;
    const { number, hash } = await store.log.head();
    const madeAt = new Date(clock.now()).toISOString();
    const made: LogAnchor = anchorKey.sign({ day, number, hash: hash.toString('hex'), madeAt });
    if (!(await store.log.addAnchor(made))) return;
    counts.logAnchorsMade += 1;
    // Whoever collects the lines of the tiers has the anchor outside the database as well.
    log.info({ anchor: made }, 'log anchored');
  }

  async function handOut(): Promise<void> {
    if (anchorFile === null) return;
    if (await cutHalfLine(anchorFile))
      log.warn('the last line of the file of anchors was not whole: it is written anew');
    const lastDay = readAnchorFile(anchorFile).at(-1)?.day;
    await appendToAnchorFile(anchorFile, await store.log.anchors(lastDay));
  }

  async function letGo(): Promise<void> {
    while (!stopping.signal.aborted) {
      const gone = await store.log.expire(new Date(clock.now()));
      if (gone === null) return;
      log.info({ first: gone.firstNumber, last: gone.lastNumber }, 'rows of the log expired');
    }
  }

  async function verify(day: string): Promise<void> {
    const last = await store.log.lastVerification();
    let found: LogVerification;
    if (last === null || cityDay(Date.parse(last.at)) < day) {
      const own = anchorKey === null ? [] : [anchorKey.publicPem];
      const keys = trustedKeys(own, await store.log.keyChanges());
      const outside = anchorFile === null ? null : readAnchorFile(anchorFile);
      found = await verifyLog(store.log, { keys, outside }, clock, stopping.signal);
      await store.log.saveVerification(found);
    } else found = last;
    const { faults, unknownKeys } = found;
    const isGood = isWhole(found);
    counts.logFaults = isGood ? 0 : faults.length + unknownKeys;
    if (!isGood) log.error({ faults: faults.slice(0, 5), unknownKeys }, 'the log is not as it was written');
  }

  async function keep(): Promise<void> {
    const day = cityDay(clock.now());
    if (doneFor === day) return;
    const adopted = await store.log.adoptViews();
    if (adopted > 0) log.info({ adopted }, 'looks of an earlier edition were taken into the log');
    // Nothing was ever written down: the day is looked at again.
    if ((await store.log.head()).number === 0) return;
    await anchor(day);
    await handOut();
    await letGo();
    await verify(day);
    doneFor = day;
  }

  function next(): void {
    underWay = underWay.then(keep).catch((error: unknown) => {
      if (!stopping.signal.aborted) log.warn({ err: error }, 'the log could not be anchored or verified; trying again');
    });
  }

  return {
    start() {
      next();
      timer = setInterval(next, checkIntervalMs);
    },
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await underWay;
    },
    keep,
    metrics: () => ({ ...counts }),
  };
}
