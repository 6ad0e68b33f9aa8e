import type { Alarm, AlarmRule } from '@khue/domain/alarm';
import { type AlarmEvent, step } from '@khue/domain/alarmSteps';
import type { Camera } from '@khue/domain/camera';
import type { CameraState, CameraStatus } from '@khue/domain/cameraStatus';
import type { School } from '@khue/domain/school';
import type { AlarmChange } from '@khue/store/alarms';

/** Rules as a new installation has them. */
export const defaultRules: readonly AlarmRule[] = (
  [
    ['school_dark', 'critical', 60, 2],
    ['camera_unreachable', 'high', 180, null],
    ['camera_unauthorised', 'medium', 60, null],
    ['clock_drift', 'low', 60, 5_000],
  ] as const
).map(([kind, severity, onDelayS, threshold]) => ({
  kind,
  severity,
  onDelayS,
  offDelayS: 30,
  threshold,
  enabled: true,
  source: 'mặc định của sản phẩm',
}));

function id(kind: string, school: number, camera = 0): string {
  return `00000000-0000-4000-8000-${kind}${String(school).padStart(5, '0')}${String(camera).padStart(6, '0')}`;
}

export function schoolId(school: number): string {
  return id('5', school);
}

/** Camera `camera` of school `school`, both counted from 0. */
export function cameraId(school: number, camera: number): string {
  return id('c', school, camera);
}

/** Invented schools, each with as many cameras. */
export function watchedCity(schools: number, camerasEach: number): { schools: School[]; cameras: Camera[] } {
  const numbers = Array.from({ length: schools }, (_, n) => n);
  return {
    schools: numbers.map((n) => ({
      id: schoolId(n),
      code: `MP-${n}`,
      name: `Trường Mô Phỏng ${n}`,
      shortName: `Mô Phỏng ${n}`,
      levels: ['02'],
      address: null,
      lon: null,
      lat: null,
      wardCode: null,
      ownership: null,
      synthetic: true,
    })),
    cameras: numbers.flatMap((n) =>
      Array.from({ length: camerasEach }, (_, c) => ({
        id: cameraId(n, c),
        code: `MP-${n}/${c}`,
        schoolId: schoolId(n),
        name: `Camera ${c}`,
        zone: 'yard' as const,
        bearing: null,
        synthetic: true,
      })),
    ),
  };
}

/** First second of a test's time. */
export const dawnMs = Date.UTC(2026, 10, 26);

/** What a gateway would say of a camera, `second` seconds after dawn. */
export function statusAt(
  camera: string,
  state: CameraState,
  second: number,
  change: Partial<CameraStatus> & { readonly sinceSecond?: number } = {},
): CameraStatus {
  const { sinceSecond = second, ...rest } = change;
  const moment = (s: number): string => new Date(dawnMs + s * 1_000).toISOString();
  return {
    cameraId: camera,
    state,
    reason: state === 'offline' ? 'timeout' : 'answers',
    observedAt: moment(second),
    since: moment(sinceSecond),
    changed: sinceSecond === second,
    latencyMs: null,
    codec: null,
    width: null,
    height: null,
    clockOffsetMs: 20,
    ...rest,
  };
}

/** A store in memory that takes changes as the real one does, and refuses what does not follow from what it holds. */
export class KeptAlarms {
  readonly all = new Map<string, Alarm>();
  readonly kinds: string[] = [];

  get open(): Alarm[] {
    return [...this.all.values()].filter(({ closedAt }) => closedAt === null);
  }

  take(changes: readonly AlarmChange[]): void {
    for (const { alarm, seen, transitions } of changes) {
      if ((this.all.get(alarm.id)?.version ?? null) !== seen) throw new Error('not from the version that is kept');
      if (alarm.version !== (seen ?? 0) + transitions.length) throw new Error('a version without a line of history');
      this.all.set(alarm.id, alarm);
      this.kinds.push(...transitions.map(({ kind }) => `${alarm.kind} ${kind}`));
    }
  }

  /** What a person does; the alarm as it is afterwards, or null where it is not possible. */
  act(alarm: Alarm, event: AlarmEvent): Alarm | null {
    const next = step(alarm, event);
    if (next === null) return null;
    this.take([{ ...next, seen: alarm.version }]);
    return next.alarm;
  }
}
