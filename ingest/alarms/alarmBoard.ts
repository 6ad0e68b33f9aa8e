import { randomUUID } from 'node:crypto';
import { type Alarm, type AlarmKind, type AlarmRule, alarmObject } from '@khue/domain/alarm';
import { type AlarmEvent, type AlarmFacts, step } from '@khue/domain/alarmSteps';
import type { Camera } from '@khue/domain/camera';
import type { CameraStatus } from '@khue/domain/cameraStatus';
import type { School } from '@khue/domain/school';
import type { AlarmChange } from '@khue/store/alarms';
import { cameraKinds, heldMs, notSeen, type Run, schoolRun, WatchedCamera } from './cameraSightings.ts';

export type AlarmRules = Readonly<Record<AlarmKind, AlarmRule>>;

interface WatchedSchool {
  readonly school: Pick<School, 'id' | 'shortName' | 'synthetic'>;
  readonly cameras: WatchedCamera[];
  run: Run;
}

/** Rules by kind; throws where one is missing. */
export function rulesByKind(rules: readonly AlarmRule[]): AlarmRules {
  const of = (kind: AlarmKind): AlarmRule => {
    const rule = rules.find((known) => known.kind === kind);
    if (rule === undefined) throw new Error(`there is no rule for ${kind}`);
    return rule;
  };
  return {
    school_dark: of('school_dark'),
    camera_unreachable: of('camera_unreachable'),
    camera_unauthorised: of('camera_unauthorised'),
    clock_drift: of('clock_drift'),
  };
}

function keyOf(kind: AlarmKind, objectId: string): string {
  return `${kind} ${objectId}`;
}

/**
 * Cameras, schools and their open alarms in memory, and what has to change. Speaks to nobody: statuses come in, changes go
 * out, moments are handed in. Only what was heard of since the last time is looked at. Bounded by the registry.
 */
export class AlarmBoard {
  #rules: AlarmRules;
  #cameras = new Map<string, WatchedCamera>();
  #schools = new Map<string, WatchedSchool>();
  readonly #open = new Map<string, Alarm>();
  readonly #toLook = { schools: new Set<string>(), cameras: new Set<string>() };
  /** Rules or registry are others: every open alarm is held against them. */
  #isOld = true;
  readonly #changes = new Map<string, AlarmChange>();

  constructor(rules: AlarmRules) {
    this.#rules = rules;
  }

  get openAlarms(): number {
    return this.#open.size;
  }

  get cameras(): number {
    return this.#cameras.size;
  }

  /** Puts another registry in place; what was seen of cameras that stay is kept. */
  setRegistry(cameras: readonly Camera[], schools: readonly School[]): void {
    const [earlier, earlierSchools] = [this.#cameras, this.#schools];
    this.#cameras = new Map(cameras.map((camera) => [camera.id, new WatchedCamera(camera, earlier.get(camera.id))]));
    this.#schools = new Map(
      schools.map((school) => [school.id, { school, cameras: [], run: earlierSchools.get(school.id)?.run ?? notSeen }]),
    );
    for (const watched of this.#cameras.values()) this.#schools.get(watched.camera.schoolId)?.cameras.push(watched);
    this.#lookAtAll();
  }

  setRules(rules: AlarmRules): void {
    this.#rules = rules;
    this.#lookAtAll();
  }

  /** Takes the open alarms of the store for true, and forgets changes that were not handed out. */
  setOpen(alarms: readonly Alarm[]): void {
    this.#open.clear();
    this.#changes.clear();
    for (const alarm of alarms) this.#open.set(keyOf(alarm.kind, alarmObject(alarm)), alarm);
    this.#lookAtAll();
  }

  take(status: CameraStatus): void {
    const watched = this.#cameras.get(status.cameraId);
    if (watched?.take(status, this.#rules) !== true) return;
    this.#toLook.cameras.add(status.cameraId);
    this.#toLook.schools.add(watched.camera.schoolId);
  }

  /** Takes in what somebody else did to an alarm; an older version changes nothing. */
  hear(alarm: Alarm): void {
    const key = keyOf(alarm.kind, alarmObject(alarm));
    const known = this.#open.get(key);
    if (known?.id !== alarm.id || known.version >= alarm.version) return;
    if (alarm.closedAt === null) this.#open.set(key, alarm);
    else this.#open.delete(key);
    // Taken off its shelf beside the alarm of its dark school, it goes into that one.
    this.#toLook.schools.add(alarm.schoolId);
  }

  /** What has to change by now, at most about `limit` alarms; the rest comes with the next call. */
  due(nowMs: number, limit: number): AlarmChange[] {
    const at = new Date(nowMs).toISOString();
    if (this.#isOld) this.#compareOpen(at);
    this.#isOld = false;
    this.#endShelves(nowMs, at);
    for (const id of this.#toLook.schools) {
      if (this.#changes.size >= limit) break;
      this.#toLook.schools.delete(id);
      this.#lookAtSchool(id, at);
    }
    for (const id of this.#toLook.cameras) {
      if (this.#changes.size >= limit || this.#toLook.schools.size > 0) break;
      this.#toLook.cameras.delete(id);
      this.#lookAtCamera(id, at);
    }
    const changes = [...this.#changes.values()];
    this.#changes.clear();
    return changes;
  }

  #lookAtAll(): void {
    this.#isOld = true;
    for (const id of this.#schools.keys()) this.#toLook.schools.add(id);
    for (const id of this.#cameras.keys()) this.#toLook.cameras.add(id);
  }

  /** Alarms of what is gone, or of a kind that is not raised any more, are over; severities follow their rule. */
  #compareOpen(at: string): void {
    for (const [key, alarm] of this.#open) {
      const { enabled, severity } = this.#rules[alarm.kind];
      const cameras = this.#schools.get(alarm.schoolId)?.cameras ?? [];
      const isThere =
        alarm.cameraId === null ? cameras.length > 0 : cameras.some(({ camera }) => camera.id === alarm.cameraId);
      if (!enabled || !isThere) this.#apply(key, { kind: 'closed', at });
      else this.#apply(key, { kind: 'severity_changed', at, severity });
    }
  }

  /** What comes off its shelf while its school is dark has the school's alarm to stand for it. */
  #endShelves(nowMs: number, at: string): void {
    for (const [key, { shelvedUntil, cameraId, schoolId }] of this.#open) {
      if (shelvedUntil === null || Date.parse(shelvedUntil) > nowMs) continue;
      this.#apply(key, { kind: cameraId !== null && this.#isDark(schoolId) ? 'absorbed' : 'shelf_ended', at });
    }
  }

  #lookAtSchool(id: string, at: string): void {
    const watched = this.#schools.get(id);
    const rule = this.#rules.school_dark;
    if (watched === undefined) return;
    watched.run = schoolRun(watched.run, watched.cameras, rule.threshold ?? 1);
    if (!rule.enabled) return;
    const { school, cameras } = watched;
    const { shortName: schoolName, synthetic } = school;
    const facts = { schoolId: id, schoolName, cameraId: null, cameraName: null, cameras: cameras.length, synthetic };
    const wasDark = this.#isDark(id);
    if (cameras.every(({ isOutOfSight }) => isOutOfSight))
      this.#apply(keyOf('school_dark', id), { kind: 'closed', at });
    else this.#judge(keyOf('school_dark', id), rule, watched.run, facts, at);
    if (this.#isDark(id)) this.#absorb(cameras, at);
    // What is still lost now that the school is back speaks for itself again.
    else if (wasDark) for (const { camera } of cameras) this.#toLook.cameras.add(camera.id);
  }

  /** What somebody has put on a shelf is out of sight already, and stays there until its time. */
  #absorb(cameras: readonly WatchedCamera[], at: string): void {
    for (const { camera } of cameras) {
      for (const kind of cameraKinds) {
        const key = keyOf(kind, camera.id);
        if (this.#open.get(key)?.shelvedUntil === null) this.#apply(key, { kind: 'absorbed', at });
      }
    }
  }

  /** The school's own alarm says that it is dark. */
  #isDark(schoolId: string): boolean {
    return this.#open.get(keyOf('school_dark', schoolId))?.condition === 'active';
  }

  #lookAtCamera(id: string, at: string): void {
    const watched = this.#cameras.get(id);
    if (watched === undefined) return;
    const { camera } = watched;
    const school = this.#schools.get(camera.schoolId);
    if (school === undefined) return;
    // Nobody asks it any more: no look will ever say that what was wrong is over.
    if (watched.isOutOfSight) for (const kind of cameraKinds) this.#apply(keyOf(kind, id), { kind: 'closed', at });
    // Dark, or about to be called so: one alarm for the school instead of one for each camera.
    const isDarkening = this.#rules.school_dark.enabled && school.run.verdict === 'bad';
    if (isDarkening || this.#isDark(camera.schoolId)) return;
    const facts = {
      schoolId: camera.schoolId,
      schoolName: school.school.shortName,
      cameraId: id,
      cameraName: camera.name,
      cameras: 1,
      synthetic: camera.synthetic,
    };
    for (const kind of cameraKinds) {
      const rule = this.#rules[kind];
      if (rule.enabled) this.#judge(keyOf(kind, id), rule, watched.run(kind), facts, at);
    }
  }

  #judge(
    key: string,
    rule: AlarmRule,
    run: Run,
    facts: Omit<AlarmFacts, 'id' | 'kind' | 'severity'>,
    at: string,
  ): void {
    const since = (): string => new Date(run.sinceMs).toISOString();
    if (run.verdict === 'bad' && heldMs(run) >= rule.onDelayS * 1_000) {
      if (this.#open.get(key)?.condition === 'active') return;
      const { kind, severity } = rule;
      this.#apply(key, { kind: 'raised', at, since: since(), facts: { ...facts, id: randomUUID(), kind, severity } });
    } else if (run.verdict === 'good' && heldMs(run) >= rule.offDelayS * 1_000) {
      if (this.#open.get(key)?.condition !== 'active') return;
      this.#apply(key, { kind: 'returned', at, since: since() });
    }
  }

  /** One step of an alarm; several before the next hand-out become one change. */
  #apply(key: string, event: AlarmEvent): void {
    const before = this.#open.get(key) ?? null;
    if (before === null && event.kind !== 'raised') return;
    const next = step(before, event);
    if (next === null) return;
    const earlier = this.#changes.get(next.alarm.id);
    this.#changes.set(next.alarm.id, {
      alarm: next.alarm,
      transitions: [...(earlier?.transitions ?? []), ...next.transitions],
      seen: earlier === undefined ? (before?.version ?? null) : earlier.seen,
    });
    if (next.alarm.closedAt === null) this.#open.set(key, next.alarm);
    else this.#open.delete(key);
  }
}
