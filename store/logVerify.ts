/** Looks whether the log is as it was written: every row against its hash, its neighbours, the anchors and the head. */
import type { LogAnchor, LogFault, LogVerification } from '@khue/domain/log';
import type { Clock } from '@khue/domain/clock';
import type { HeldLogRow, LogExpiry, LogKeepingRepository } from './access.ts';
import { isSigned, type TrustedKey } from './logAnchor.ts';
import { chainHash, type HeldEntry, logBeginning, logRowText } from './logChain.ts';

/** Faults that are told at most, and rows that are kept to find out what happened to them. */
const keptFaults = 100;
const keptBroken = 1_000;

/** What the log is compared with beside itself. */
export interface LogWitnesses {
  /** Public keys of anchors, by id. */
  readonly keys: ReadonlyMap<string, TrustedKey>;
  /** Anchors kept outside the database, or null. */
  readonly outside: readonly LogAnchor[] | null;
}

/** A row that does not fit what stands before it. */
interface Broken {
  readonly row: HeldLogRow;
  readonly before: Buffer;
}

/** What is known before the first row is read. */
interface Grounds {
  readonly head: { readonly number: number; readonly hash: Buffer };
  readonly expiry: LogExpiry | null;
  /** Days whose anchor is at hand. */
  readonly anchoredDays: ReadonlySet<string>;
}

type VerifiedLog = Pick<LogKeepingRepository, 'head' | 'held' | 'anchors' | 'lastExpiry'>;

function fits({ row, before }: Broken, number = row.number, hash = row.hash): boolean {
  return row.exact && chainHash(before, logRowText(number, row.at, row.entry)).equals(hash);
}

/** Whether two broken rows stand in each other's place, with or without the hashes they were written with. */
function areSwapped(first: Broken, second: Broken): boolean {
  const moved = { row: second.row, before: first.before };
  return fits(moved, first.row.number, second.row.hash) || fits(moved, first.row.number, first.row.hash);
}

/** Finds out what happened to the rows that do not fit. */
function explain(broken: readonly Broken[]): LogFault[] {
  const faults: LogFault[] = [];
  const explained = new Set<number>();
  const byNumber = new Map(broken.map((each) => [each.row.number, each]));
  /** The row behind a swapped one is good where it fits the hash that was there before. */
  const clear = (behind: number, trueHash: Buffer): void => {
    const next = byNumber.get(behind);
    if (next !== undefined && fits({ row: next.row, before: trueHash })) explained.add(behind);
  };
  for (const first of broken) {
    const { number } = first.row;
    if (explained.has(number)) continue;
    const second = broken.find(
      ({ row }) =>
        row.number > number && !explained.has(row.number) && areSwapped(first, { row, before: first.before }),
    );
    if (second === undefined) {
      faults.push({ kind: 'changed', number });
      continue;
    }
    explained.add(second.row.number);
    clear(number + 1, second.row.hash);
    clear(second.row.number + 1, first.row.hash);
    faults.push({ kind: 'reordered', number, other: second.row.number });
  }
  return faults;
}

/** Anchors of the table and of outside, by day, and what is wrong with them by themselves. */
function compareAnchors(table: readonly LogAnchor[], { keys, outside }: LogWitnesses) {
  const faults: LogFault[] = [];
  const byDay = new Map(table.map((anchor) => [anchor.day, anchor]));
  for (const anchor of outside ?? []) {
    const held = byDay.get(anchor.day);
    if (held === undefined) faults.push({ kind: 'anchor_missing', day: anchor.day });
    else if (held.number !== anchor.number || held.hash !== anchor.hash)
      faults.push({ kind: 'anchor_false', day: anchor.day });
    // What is kept outside is harder to change: it is what the rows are held against.
    byDay.set(anchor.day, anchor);
  }
  let unknownKeys = 0;
  const trusted: LogAnchor[] = [];
  for (const anchor of byDay.values()) {
    const signed = isSigned(anchor, keys);
    if (signed === null) unknownKeys += 1;
    if (signed === false) faults.push({ kind: 'anchor_false', day: anchor.day });
    else trusted.push(anchor);
  }
  return { faults, unknownKeys, anchors: trusted.toSorted((a, b) => a.number - b.number) };
}

/** Goes along the rows once. */
class Walk {
  readonly #faults: LogFault[] = [];
  readonly #anchors: LogAnchor[];
  readonly #grounds: Grounds;
  readonly #broken: Broken[] = [];
  #before: Buffer;
  #goodAnchor: number;
  #hasExpiryRow: boolean;
  rows = 0;
  anchors = 0;
  first: number | null = null;
  last: number;

  constructor(grounds: Grounds, anchors: readonly LogAnchor[]) {
    const { expiry } = grounds;
    this.#grounds = grounds;
    this.#before = expiry?.lastHash ?? logBeginning;
    this.last = expiry?.lastNumber ?? 0;
    this.#goodAnchor = this.last;
    this.#hasExpiryRow = expiry === null;
    this.#anchors = anchors.filter(({ number }) => number > this.last);
  }

  take(row: HeldLogRow): void {
    const isGap = row.number !== this.last + 1;
    if (isGap) this.#tell({ kind: 'missing', from: this.last + 1, to: row.number - 1 });
    // Behind a gap the hash before is not known: the row is taken for good; the next one shows whether it was.
    const broken = { row, before: this.#before };
    const isGood = isGap ? row.exact : fits(broken);
    if (!isGood && this.#broken.length < keptBroken) this.#broken.push(broken);
    if (isGood) this.#compareHead(row);
    this.#compareAnchor(row);
    this.#hearOfTheLog(row.entry);
    this.#before = row.hash;
    this.rows += 1;
    this.first ??= row.number;
    this.last = row.number;
  }

  /** Everything that was found once the last row is taken. */
  faults(): LogFault[] {
    const expected = Math.max(this.#grounds.head.number, ...this.#anchors.map(({ number }) => number));
    if (expected > this.last) this.#tell({ kind: 'tail_cut', number: this.last, expected });
    if (!this.#hasExpiryRow) this.#tell({ kind: 'beginning_cut', number: this.first ?? this.last + 1 });
    return [...explain(this.#broken), ...this.#faults];
  }

  #tell(fault: LogFault): void {
    if (this.#faults.length < keptBroken) this.#faults.push(fault);
  }

  #hearOfTheLog({ action, details }: HeldEntry): void {
    const { day } = details;
    if (action === 'log.anchored' && typeof day === 'string' && !this.#grounds.anchoredDays.has(day)) {
      this.#tell({ kind: 'anchor_missing', day });
    }
    const { expiry } = this.#grounds;
    const isExpiry = action === 'log.expired' && details['last'] === expiry?.lastNumber;
    if (isExpiry && details['lastHash'] === expiry?.lastHash.toString('hex')) this.#hasExpiryRow = true;
  }

  /** A newest row that was made anew together with its hash has no row behind it to show it. */
  #compareHead({ number, hash }: HeldLogRow): void {
    const { head } = this.#grounds;
    if (number === head.number && !hash.equals(head.hash)) this.#tell({ kind: 'changed', number });
  }

  #compareAnchor({ number, hash }: HeldLogRow): void {
    for (let next = this.#anchors[0]; next !== undefined && next.number <= number; next = this.#anchors[0]) {
      this.#anchors.shift();
      // The row of an anchor may be missing: then that is the fault.
      if (next.number < number) continue;
      this.anchors += 1;
      if (next.hash === hash.toString('hex')) this.#goodAnchor = number;
      else this.#tell({ kind: 'rewritten', after: this.#goodAnchor, number, day: next.day });
    }
  }
}

function place(fault: LogFault): number {
  switch (fault.kind) {
    case 'changed':
    case 'reordered':
    case 'tail_cut':
    case 'beginning_cut':
      return fault.number;
    case 'missing':
      return fault.from;
    case 'rewritten':
      return fault.after + 1;
    case 'anchor_false':
    case 'anchor_missing':
      return Number.MAX_SAFE_INTEGER;
    default:
      return fault satisfies never;
  }
}

/**
 * Reads every row once, in constant memory, and tells what is not as it was written. Rows that are appended meanwhile are
 * looked at too. Without keys signatures are not looked at; without anchors from outside a cut tail is found only where
 * whoever cut it left the head or an anchor as it was.
 */
export async function verifyLog(
  log: VerifiedLog,
  witnesses: LogWitnesses,
  clock: Clock,
  signal?: AbortSignal,
): Promise<LogVerification> {
  const began = performance.now();
  // Before the rows: what is appended later is no gap.
  const head = await log.head();
  const expiry = await log.lastExpiry();
  const table = await log.anchors();
  const compared = compareAnchors(table, witnesses);
  const anchoredDays = new Set([...table, ...(witnesses.outside ?? [])].map(({ day }) => day));
  const walk = new Walk({ head, expiry, anchoredDays }, compared.anchors);
  for await (const row of log.held(walk.last)) {
    signal?.throwIfAborted();
    walk.take(row);
  }
  const faults = [...walk.faults(), ...compared.faults].toSorted((a, b) => place(a) - place(b));
  return {
    at: new Date(clock.now()).toISOString(),
    rows: walk.rows,
    firstNumber: walk.first,
    lastNumber: walk.first === null ? null : walk.last,
    anchors: walk.anchors,
    unknownKeys: compared.unknownKeys,
    keysAtHand: witnesses.keys.size,
    durationMs: Math.round(performance.now() - began),
    faults: faults.slice(0, keptFaults),
  };
}
