import { array, assert, constantFrom, integer, oneof, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alarm, alarmSchema, alarmTransitionSchema, compareAlarms } from './alarm.ts';
import { type AlarmEvent, type AlarmFacts, step } from './alarmSteps.ts';

const actor = { id: '00000000-0000-4000-8000-0000000000aa', name: 'truc.ban' };
const facts: AlarmFacts = {
  id: '00000000-0000-4000-8000-000000000001',
  kind: 'camera_unreachable',
  severity: 'high',
  schoolId: '00000000-0000-4000-8000-000000000002',
  schoolName: 'THPT Mô Phỏng 1',
  cameraId: '00000000-0000-4000-8000-000000000003',
  cameraName: 'Cổng chính',
  cameras: 1,
  synthetic: true,
};
const start = Date.UTC(2026, 8, 7, 1);

function at(second: number): string {
  return new Date(start + second * 1_000).toISOString();
}

const raised = (second: number): AlarmEvent => ({ kind: 'raised', at: at(second), since: at(second - 180), facts });
const returned = (second: number): AlarmEvent => ({ kind: 'returned', at: at(second), since: at(second - 30) });
const acknowledged = (second: number): AlarmEvent => ({
  kind: 'acknowledged',
  at: at(second),
  actor,
  comment: 'đã gọi bảo vệ',
});
const shelved = (second: number, until: number): AlarmEvent => ({
  kind: 'shelved',
  at: at(second),
  until: at(until),
  actor,
  comment: null,
});

/** What a series of events leads to; events that are not possible are left out. */
function after(events: readonly AlarmEvent[]): { alarm: Alarm | null; kinds: string[] } {
  let alarm: Alarm | null = null;
  const kinds: string[] = [];
  for (const event of events) {
    const next = step(alarm, event);
    if (next === null) continue;
    alarm = next.alarm;
    kinds.push(...next.transitions.map(({ kind }) => kind));
  }
  return { alarm, kinds };
}

describe('an alarm', () => {
  it('is raised once, however often its condition is told', () => {
    expect(after([raised(0), raised(1), raised(2)]).kinds).toEqual(['raised']);
  });

  it('is over when it has returned and is acknowledged, in either order', () => {
    expect(after([raised(0), returned(1), acknowledged(2)]).kinds).toEqual([
      'raised',
      'returned',
      'acknowledged',
      'closed',
    ]);
    expect(after([raised(0), acknowledged(1), returned(2)])).toMatchObject({
      kinds: ['raised', 'acknowledged', 'returned', 'closed'],
      alarm: { closedAt: at(2), version: 4 },
    });
  });

  it('waits to be acknowledged after it has returned, and must be acknowledged anew when it is raised again', () => {
    const again = after([raised(0), returned(1), raised(2)]);
    expect(again).toMatchObject({ alarm: { condition: 'active', acknowledged: false, recurrences: 1 } });
    const taken = after([raised(0), acknowledged(1)]);
    expect(taken.alarm).toMatchObject({ acknowledged: true, acknowledgedBy: 'truc.ban', condition: 'active' });
  });

  it('comes back from its shelf, by hand or in time, with its states as they went on', () => {
    const events = [raised(0), shelved(1, 60), acknowledged(2)];
    expect(after(events).alarm).toMatchObject({ shelvedUntil: at(60), shelvedBy: 'truc.ban', acknowledged: true });
    const ended = after([...events, { kind: 'shelf_ended', at: at(60) }]);
    expect(ended.alarm).toMatchObject({ shelvedUntil: null, shelvedBy: null, acknowledged: true, condition: 'active' });
    expect(after([...events, { kind: 'unshelved', at: at(9), actor, comment: null }]).alarm?.shelvedUntil).toBeNull();
  });

  it('is not shelved until a moment that has passed', () => {
    expect(after([raised(0), shelved(60, 60)]).kinds).toEqual(['raised']);
  });

  it('changes no more once it is over', () => {
    const over = after([raised(0), { kind: 'absorbed', at: at(1) }]);
    expect(over.alarm).toMatchObject({ closedAt: at(1) });
    for (const event of [raised(2), returned(2), acknowledged(2), shelved(2, 9)]) {
      expect(step(over.alarm, event)).toBeNull();
    }
  });

  it('begins with nothing but being raised', () => {
    for (const event of [returned(0), acknowledged(0), shelved(0, 9)]) expect(step(null, event)).toBeNull();
  });

  it('grows by one version with every line of its history, and closes exactly when returned and acknowledged meet', () => {
    const second = integer({ min: 0, max: 500 });
    const any = oneof(
      record({ kind: constantFrom('raised' as const), second }),
      record({ kind: constantFrom('returned' as const, 'acknowledged' as const), second }),
      record({ kind: constantFrom('shelved' as const), second }),
      record({ kind: constantFrom('shelf_ended' as const, 'commented' as const), second }),
    );
    const eventOf = (kind: string, s: number): AlarmEvent => {
      if (kind === 'raised') return raised(s);
      if (kind === 'returned') return returned(s);
      if (kind === 'acknowledged') return acknowledged(s);
      if (kind === 'shelved') return shelved(s, s + 60);
      return kind === 'commented'
        ? { kind: 'commented', at: at(s), actor, comment: 'xem lại' }
        : { kind: 'shelf_ended', at: at(s) };
    };
    assert(
      property(array(any, { maxLength: 40 }), (wanted) => {
        let alarm: Alarm | null = null;
        let lines = 0;
        for (const { kind, second: s } of wanted) {
          const next = step(alarm, eventOf(kind, s));
          if (next === null) continue;
          alarm = alarmSchema.parse(next.alarm);
          for (const line of next.transitions) {
            lines += 1;
            expect(alarmTransitionSchema.parse(line).version).toBe(lines);
          }
          expect(alarm.version).toBe(lines);
          const isOver = alarm.condition === 'returned' && alarm.acknowledged;
          expect(alarm.closedAt !== null).toBe(isOver);
          expect(alarm.closedAt === null || alarm.shelvedUntil === null).toBe(true);
        }
      }),
    );
  });
});

describe('the order of a desk', () => {
  const base = after([raised(0)]).alarm;
  const made = (change: Partial<Alarm>): Alarm => alarmSchema.parse({ ...base, ...change });

  it('puts unacknowledged first, then what is worse, then what has waited longest; shelved last', () => {
    const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
    const list = [
      made({ id: id(5), severity: 'critical', shelvedUntil: at(900) }),
      made({ id: id(4), severity: 'critical', acknowledged: true }),
      made({ id: id(3), severity: 'low' }),
      made({ id: id(2), severity: 'high', raisedAt: at(10) }),
      made({ id: id(1), severity: 'high', raisedAt: at(5) }),
    ];
    expect(list.toSorted(compareAlarms).map((alarm) => alarm.id)).toEqual([1, 2, 3, 4, 5].map(id));
  });
});
