import type { Alarm } from '../alarm.ts';
import { step } from '../alarmSteps.ts';

/** An alarm of an invented camera as it is when it has just been raised, for tests. */
export function sampleAlarm(id: string, change: Partial<Alarm> = {}): Alarm {
  const facts = {
    id,
    kind: 'camera_unreachable',
    severity: 'high',
    schoolId: 'school',
    schoolName: 'TH Mô Phỏng',
    cameraId: `camera of ${id}`,
    cameraName: 'Cổng chính',
    cameras: 1,
    synthetic: true,
  } as const;
  const raised = { kind: 'raised', at: '2026-11-26T01:00:00.000Z', since: '2026-11-26T00:57:00.000Z', facts } as const;
  const opened = step(null, raised);
  if (opened === null) throw new Error('nothing was raised');
  return { ...opened.alarm, ...change };
}
