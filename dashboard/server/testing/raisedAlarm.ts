import { randomUUID } from 'node:crypto';
import type { Alarm } from '@khue/domain/alarm';
import { type AlarmEvent, step } from '@khue/domain/alarmSteps';
import type { Store } from '@khue/store/store';

interface Place {
  readonly schoolId: string;
  /** null: the school as a whole. */
  readonly cameraId: string | null;
}

/** One step of an alarm, as the house takes it; gives the alarm as it is then. */
export async function stepAlarm({ alarms }: Store, before: Alarm | null, event: AlarmEvent): Promise<Alarm> {
  const next = step(before, event);
  if (next === null) throw new Error(`${event.kind} is not possible`);
  await alarms.record([{ ...next, seen: before?.version ?? null }]);
  return next.alarm;
}

/** An alarm of a camera that is not reached, or of a dark school, raised a minute ago; gives its id. */
export async function raiseAlarm(store: Store, { schoolId, cameraId }: Place): Promise<string> {
  const facts = {
    id: randomUUID(),
    kind: cameraId === null ? ('school_dark' as const) : ('camera_unreachable' as const),
    severity: cameraId === null ? ('critical' as const) : ('high' as const),
    schoolId,
    schoolName: 'TH Mô Phỏng',
    cameraId,
    cameraName: cameraId === null ? null : 'Cổng chính',
    cameras: 1,
    synthetic: true,
  };
  const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
  return (await stepAlarm(store, null, { kind: 'raised', at: ago(1), since: ago(4), facts })).id;
}
