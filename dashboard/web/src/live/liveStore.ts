/**
 * The state of every camera and school as the live feed tells it, kept outside React: 100,000 cameras are two byte
 * arrays, and a change wakes only those who look at the school it belongs to.
 */
import type { LiveIndex } from '@khue/domain/api';
import {
  cameraStates,
  type CameraState,
  type SchoolSeverity,
  schoolSeverity,
  type StateCounts,
  stateFromByte,
  stateToByte,
} from '@khue/domain/cameraStatus';
import type { LiveFrame } from '@khue/domain/liveFeed';

/** A school at one moment; replaced, never changed. */
export interface SchoolLive {
  readonly schoolId: string;
  readonly counts: StateCounts;
  readonly total: number;
  readonly severity: SchoolSeverity;
  /** When this browser saw the severity become what it is (server time, ms); null where it was so from the start. */
  readonly since: number | null;
}

/** The whole city at one moment; replaced, never changed. */
export interface Overview {
  /** Grows with every change. */
  readonly version: number;
  readonly schools: ReadonlyMap<string, SchoolLive>;
  readonly counts: StateCounts;
  readonly total: number;
}

/** What became of a frame: taken; or the feed must be opened anew, with a new index where its version moved on. */
export type Taken = 'taken' | 'gap' | 'otherIndex';

/** `connecting`: nothing received yet; `live`: trusted; `away`: too old, all states count as unknown. */
type FeedTrust = 'connecting' | 'live' | 'away';

export interface Feed {
  readonly trust: FeedTrust;
  /** Last moment at which the feed was known to be whole (server time, ms), or null. */
  readonly heardAt: number | null;
}

type Listener = () => void;

const noCounts: StateCounts = { unknown: 0, online: 0, degraded: 0, unauthorised: 0, offline: 0 };

function countsOf(tally: Uint32Array, at: number): StateCounts {
  const [unknown, online, degraded, unauthorised, offline] = cameraStates.map((_, i) => tally[at + i] ?? 0);
  return {
    unknown: unknown ?? 0,
    online: online ?? 0,
    degraded: degraded ?? 0,
    unauthorised: unauthorised ?? 0,
    offline: offline ?? 0,
  };
}

const emptyIndex: LiveIndex = { version: -1, cameras: [], schools: [] };

export class LiveStore {
  #index: LiveIndex = emptyIndex;
  #positions = new Map<string, number>();
  #schoolIds: string[] = [];
  /** Position of a camera → position of its school. */
  #schoolOf = new Uint32Array(0);
  #states = new Uint8Array(0);
  /** When a camera's state was seen to change (server time, ms); 0: never seen. */
  #changedAt = new Float64Array(0);
  /** Five counts per school. */
  #tally = new Uint32Array(0);
  readonly #schools = new Map<string, SchoolLive>();
  #sequence: number | null = null;
  #feed: Feed = { trust: 'connecting', heardAt: null };
  #overview: Overview = { version: 0, schools: new Map(), counts: noCounts, total: 0 };
  readonly #schoolListeners = new Map<string, Set<Listener>>();
  readonly #listeners = new Set<Listener>();

  get indexVersion(): number {
    return this.#index.version;
  }

  /** Puts another index in place; the next frame has to be a snapshot counted by it. */
  setIndex(index: LiveIndex): void {
    const schoolPositions = new Map<string, number>();
    this.#schoolOf = new Uint32Array(index.cameras.length);
    index.schools.forEach((schoolId, position) => {
      const at = schoolPositions.get(schoolId) ?? schoolPositions.size;
      schoolPositions.set(schoolId, at);
      this.#schoolOf[position] = at;
    });
    this.#index = index;
    this.#schoolIds = [...schoolPositions.keys()];
    const states = new Uint8Array(index.cameras.length);
    const changedAt = new Float64Array(index.cameras.length);
    index.cameras.forEach((id, position) => {
      const before = this.#positions.get(id);
      if (before === undefined) return;
      states[position] = this.#states[before] ?? 0;
      changedAt[position] = this.#changedAt[before] ?? 0;
    });
    this.#positions = new Map(index.cameras.map((id, position) => [id, position]));
    this.#states = states;
    this.#changedAt = changedAt;
    this.#tally = new Uint32Array(this.#schoolIds.length * cameraStates.length);
    this.#sequence = null;
  }

  /** A new connection starts: the next frame is the first of its sequence. */
  restartSequence(): void {
    this.#sequence = null;
  }

  /** Takes a frame received at `now` (server time, ms). */
  take(frame: LiveFrame, now: number): Taken {
    if (this.#sequence !== null && frame.sequence !== this.#sequence + 1) return 'gap';
    if (this.#sequence === null && frame.kind !== 'snapshot') return 'gap';
    if (frame.kind === 'indexChanged' || frame.indexVersion !== this.#index.version) return 'otherIndex';
    this.#sequence = frame.sequence;
    if (frame.kind === 'snapshot') {
      if (frame.states.length !== this.#states.length) return 'otherIndex';
      this.#takeSnapshot(frame.states, now);
    } else {
      this.#takeChanges(frame.changes, now);
    }
    return 'taken';
  }

  /** Says that the feed has been silent too long: from here on everything is unknown, until the next frame. */
  distrust(): void {
    if (this.#feed.trust === 'away') return;
    this.#feed = { trust: 'away', heardAt: this.#feed.heardAt };
    this.#publish(null);
  }

  readonly feed = (): Feed => this.#feed;
  readonly overview = (): Overview => this.#overview;

  /** A school now; undefined where the index has no camera of it. */
  school(schoolId: string): SchoolLive | undefined {
    return this.#overview.schools.get(schoolId);
  }

  /** State of a camera; unknown while the feed is not trusted or the camera is not in the index. */
  cameraState(cameraId: string): CameraState {
    const position = this.#positions.get(cameraId);
    if (position === undefined || this.#feed.trust !== 'live') return 'unknown';
    return stateFromByte(this.#states[position] ?? 0);
  }

  /** When this browser saw the camera's state change (server time, ms), or null. */
  cameraChangedAt(cameraId: string): number | null {
    const position = this.#positions.get(cameraId);
    const at = position === undefined ? 0 : (this.#changedAt[position] ?? 0);
    return at === 0 ? null : at;
  }

  /** Wakes on any change. */
  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Wakes on changes of one school's cameras, and when trust in the feed comes or goes. */
  subscribeSchool(schoolId: string, listener: Listener): () => void {
    const listeners = this.#schoolListeners.get(schoolId) ?? new Set();
    this.#schoolListeners.set(schoolId, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#schoolListeners.delete(schoolId);
    };
  }

  #takeSnapshot(states: readonly CameraState[], now: number): void {
    const first = this.#feed.heardAt === null || this.#schools.size === 0;
    this.#tally.fill(0);
    const touched = new Set<number>();
    states.forEach((state, position) => {
      const byte = stateToByte(state);
      if (this.#states[position] !== byte) {
        this.#states[position] = byte;
        if (!first) this.#changedAt[position] = now;
      }
      const school = this.#schoolOf[position] ?? 0;
      this.#tally[school * cameraStates.length + byte] = (this.#tally[school * cameraStates.length + byte] ?? 0) + 1;
      touched.add(school);
    });
    const known = new Set(this.#schoolIds);
    for (const id of this.#schools.keys()) if (!known.has(id)) this.#schools.delete(id);
    this.#finish(touched, first ? null : now, now);
  }

  #takeChanges(changes: Extract<LiveFrame, { kind: 'delta' }>['changes'], now: number): void {
    const touched = new Set<number>();
    for (const { position, state } of changes) {
      const before = this.#states[position];
      const school = this.#schoolOf[position];
      const byte = stateToByte(state);
      if (before === undefined || school === undefined || before === byte) continue;
      this.#states[position] = byte;
      this.#changedAt[position] = now;
      const at = school * cameraStates.length;
      this.#tally[at + before] = (this.#tally[at + before] ?? 1) - 1;
      this.#tally[at + byte] = (this.#tally[at + byte] ?? 0) + 1;
      touched.add(school);
    }
    this.#finish(touched, now, now);
  }

  #finish(touched: ReadonlySet<number>, since: number | null, now: number): void {
    const regained = this.#feed.trust !== 'live';
    const woken: string[] = [];
    for (const position of touched) {
      const schoolId = this.#schoolIds[position];
      if (schoolId !== undefined && this.#renewSchool(schoolId, position, since)) woken.push(schoolId);
    }
    this.#feed = { trust: 'live', heardAt: now };
    if (regained) this.#publish(null);
    else if (woken.length > 0) this.#publish(woken);
    else for (const listener of this.#listeners) listener();
  }

  /** Replaces a school's record where its counts changed. */
  #renewSchool(schoolId: string, position: number, since: number | null): boolean {
    const counts = countsOf(this.#tally, position * cameraStates.length);
    const before = this.#schools.get(schoolId);
    if (before !== undefined && cameraStates.every((state) => before.counts[state] === counts[state])) return false;
    const severity = schoolSeverity(counts);
    const total = cameraStates.reduce((sum, state) => sum + counts[state], 0);
    const kept = before?.severity === severity ? before.since : since;
    this.#schools.set(schoolId, { schoolId, counts, total, severity, since: kept });
    return true;
  }

  /** Renews the overview and wakes listeners; `woken` null: everyone. */
  #publish(woken: readonly string[] | null): void {
    const trusted = this.#feed.trust === 'live';
    const schools = new Map<string, SchoolLive>();
    const counts = { ...noCounts };
    let total = 0;
    for (const [id, school] of this.#schools) {
      const shown: SchoolLive = trusted
        ? school
        : { ...school, counts: { ...noCounts, unknown: school.total }, severity: 'unknown', since: null };
      schools.set(id, shown);
      for (const state of cameraStates) counts[state] += shown.counts[state];
      total += school.total;
    }
    this.#overview = { version: this.#overview.version + 1, schools, counts, total };
    for (const id of woken ?? this.#schoolListeners.keys()) {
      for (const listener of this.#schoolListeners.get(id) ?? []) listener();
    }
    for (const listener of this.#listeners) listener();
  }
}
