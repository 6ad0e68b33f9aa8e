import { array, assert, constantFrom, integer, property, tuple } from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Alarm, alarmObject, type AlarmRule } from '@khue/domain/alarm';
import type { CameraState } from '@khue/domain/cameraStatus';
import type { AlarmEvent } from '@khue/domain/alarmSteps';
import { AlarmBoard, rulesByKind } from './alarmBoard.ts';
import { cameraId, dawnMs, defaultRules, KeptAlarms, schoolId, statusAt, watchedCity } from './testing/watchedCity.ts';

const city = watchedCity(2, 3);
const actor = { id: '00000000-0000-4000-8000-0000000000aa', name: 'truc.ban' };

function rulesWith(kind: AlarmRule['kind'], change: Partial<AlarmRule>) {
  return rulesByKind(defaultRules.map((rule) => (rule.kind === kind ? { ...rule, ...change } : rule)));
}

let board: AlarmBoard;
let kept: KeptAlarms;

function newBoard(): AlarmBoard {
  const made = new AlarmBoard(rulesByKind(defaultRules));
  made.setRegistry(city.cameras, city.schools);
  made.setOpen(kept.open);
  return made;
}

beforeEach(() => {
  kept = new KeptAlarms();
  board = newBoard();
});

function beat(second: number): void {
  kept.take(board.due(dawnMs + second * 1_000, 1_000));
}

/** The camera is said to be in a state every 15 s from one second to another. */
function during(camera: string, state: CameraState, from: number, to: number, sinceSecond = from): void {
  for (let second = from; second <= to; second += 15) {
    board.take(statusAt(camera, state, second, { sinceSecond, reason: state === 'offline' ? 'timeout' : 'answers' }));
    beat(second);
  }
}

function schoolDuring(school: number, state: CameraState, from: number, to: number): void {
  for (let second = from; second <= to; second += 15) {
    for (const camera of [0, 1, 2])
      board.take(statusAt(cameraId(school, camera), state, second, { sinceSecond: from }));
    beat(second);
  }
}

describe('alarms of a camera', () => {
  beforeEach(() => {
    for (const camera of [1, 2]) board.take(statusAt(cameraId(0, camera), 'online', 0));
  });

  it('are raised once it was seen unreachable for as long as the rule says, and not before', () => {
    during(cameraId(0, 0), 'offline', 0, 165);
    expect(kept.kinds).toEqual([]);
    during(cameraId(0, 0), 'offline', 180, 400, 0);
    expect(kept.kinds).toEqual(['camera_unreachable raised']);
    expect(kept.open[0]).toMatchObject({ severity: 'high', cameraName: 'Camera 0', schoolName: 'Mô Phỏng 0' });
  });

  it('are neither raised nor returned by silence: what nobody saw does not count', () => {
    during(cameraId(0, 0), 'offline', 0, 60);
    beat(9_000);
    expect(kept.kinds).toEqual([]);
    during(cameraId(0, 0), 'unknown', 9_000, 9_015);
    during(cameraId(0, 0), 'offline', 9_030, 9_120);
    expect(kept.kinds).toEqual([]);
    during(cameraId(0, 0), 'offline', 9_135, 9_240, 9_030);
    expect(kept.kinds).toEqual(['camera_unreachable raised']);
    during(cameraId(0, 0), 'unknown', 9_300, 9_900);
    expect(kept.open).toMatchObject([{ condition: 'active' }]);
  });

  it('return once it answers for as long as the rule says, and are raised anew in the same alarm', () => {
    during(cameraId(0, 0), 'offline', 0, 180);
    during(cameraId(0, 0), 'online', 195, 210);
    expect(kept.open).toMatchObject([{ condition: 'active' }]);
    during(cameraId(0, 0), 'online', 225, 225, 195);
    expect(kept.open).toMatchObject([{ condition: 'returned' }]);
    during(cameraId(0, 0), 'offline', 240, 435);
    expect(kept.open).toMatchObject([{ condition: 'active', recurrences: 1, acknowledged: false }]);
    expect(kept.all.size).toBe(1);
  });

  it('tell of a refused account and of a clock that is off; a camera that does not answer tells of neither', () => {
    during(cameraId(0, 0), 'unauthorised', 0, 60);
    for (let second = 0; second <= 60; second += 15) {
      board.take(statusAt(cameraId(0, 1), 'online', second, { clockOffsetMs: -5_000 }));
      beat(second);
    }
    expect(kept.kinds.toSorted()).toEqual(['camera_unauthorised raised', 'clock_drift raised']);
    during(cameraId(0, 0), 'offline', 75, 120);
    expect(kept.open.every(({ condition }) => condition === 'active')).toBe(true);
    during(cameraId(0, 0), 'degraded', 135, 165);
    expect(kept.kinds).toContain('camera_unauthorised returned');
  });

  it('wait for a clock that crosses the limit of the rule, however long the gateway has called it off', () => {
    const drifting = (second: number, clockOffsetMs: number): void => {
      const told = { sinceSecond: 0, reason: 'clock_offset', clockOffsetMs } as const;
      board.take(statusAt(cameraId(0, 0), 'degraded', second, told));
      beat(second);
    };
    board.setRules(rulesWith('clock_drift', { threshold: 60_000 }));
    drifting(0, 50_000);
    drifting(3_600, 61_000);
    drifting(3_645, 61_000);
    expect(kept.kinds).toEqual([]);
    drifting(3_660, 61_000);
    expect(kept.kinds).toEqual(['clock_drift raised']);
    drifting(3_675, 50_000);
    expect(kept.open).toMatchObject([{ condition: 'active' }]);
    drifting(3_705, 50_000);
    expect(kept.open).toMatchObject([{ condition: 'returned' }]);
  });

  it('are over when the camera has no address to be asked at any more, as is that of its school when none has', () => {
    for (const camera of [1, 2]) during(cameraId(0, camera), 'online', 0, 0);
    during(cameraId(0, 0), 'offline', 0, 180);
    board.take(statusAt(cameraId(0, 0), 'unknown', 195, { reason: 'no_address' }));
    beat(195);
    expect(kept.kinds).toEqual(['camera_unreachable raised', 'camera_unreachable closed']);
    schoolDuring(1, 'offline', 210, 270);
    expect(kept.open).toMatchObject([{ kind: 'school_dark' }]);
    for (const camera of [0, 1, 2])
      board.take(statusAt(cameraId(1, camera), 'unknown', 285, { reason: 'address_refused' }));
    beat(285);
    expect(kept.open).toEqual([]);
  });

  it('are over when the school leaves the registry, although the camera is still in it', () => {
    during(cameraId(0, 0), 'offline', 0, 180);
    board.setRegistry(city.cameras, city.schools.slice(1));
    beat(181);
    expect(kept.open).toEqual([]);
  });

  it('are over when the camera leaves the registry, or its kind is not raised any more', () => {
    during(cameraId(0, 0), 'offline', 0, 180);
    during(cameraId(0, 1), 'unauthorised', 0, 60);
    board.setRegistry(city.cameras.slice(1), city.schools);
    beat(200);
    expect(kept.open.map(({ kind }) => kind)).toEqual(['camera_unauthorised']);
    board.setRules(rulesWith('camera_unauthorised', { enabled: false }));
    beat(201);
    expect(kept.open).toEqual([]);
  });

  it('take the severity of a changed rule, and its shorter time', () => {
    during(cameraId(0, 0), 'offline', 0, 180);
    board.setRules(rulesWith('camera_unreachable', { severity: 'critical', onDelayS: 10 }));
    during(cameraId(0, 1), 'offline', 195, 210);
    expect(kept.open.map(({ severity }) => severity)).toEqual(['critical', 'critical']);
  });

  it('go on unseen while they are shelved, and come back when the shelf ends', () => {
    during(cameraId(0, 0), 'offline', 0, 180);
    const [raised] = kept.open;
    const at = new Date(dawnMs + 181_000).toISOString();
    const until = new Date(dawnMs + 300_000).toISOString();
    const shelved = raised && kept.act(raised, { kind: 'shelved', at, until, actor, comment: null });
    if (shelved) board.hear(shelved);
    during(cameraId(0, 0), 'offline', 195, 285, 0);
    expect(kept.open).toMatchObject([{ shelvedUntil: until, condition: 'active' }]);
    beat(300);
    expect(kept.open).toMatchObject([{ shelvedUntil: null, condition: 'active', acknowledged: false }]);
  });
});

describe('the alarm of a dark school', () => {
  it('stands for all its cameras, takes in what they had, and gives back what is still lost', () => {
    for (const camera of [1, 2]) board.take(statusAt(cameraId(0, camera), 'online', 0));
    during(cameraId(0, 0), 'offline', 0, 180);
    for (let second = 195; second <= 255; second += 15) {
      board.take(statusAt(cameraId(0, 0), 'offline', second, { sinceSecond: 0 }));
      for (const camera of [1, 2]) board.take(statusAt(cameraId(0, camera), 'offline', second, { sinceSecond: 195 }));
      beat(second);
    }
    expect(kept.kinds).toEqual(['camera_unreachable raised', 'school_dark raised', 'camera_unreachable absorbed']);
    expect(kept.open).toMatchObject([{ kind: 'school_dark', severity: 'critical', cameras: 3, cameraId: null }]);
    for (let second = 270; second <= 300; second += 15) {
      board.take(statusAt(cameraId(0, 0), 'offline', second, { sinceSecond: 0 }));
      for (const camera of [1, 2]) board.take(statusAt(cameraId(0, camera), 'online', second, { sinceSecond: 270 }));
      beat(second);
    }
    expect(kept.open.map(({ kind, condition }) => `${kind} ${condition}`).toSorted()).toEqual([
      'camera_unreachable active',
      'school_dark returned',
    ]);
  });

  describe('whose camera is on a shelf', () => {
    const second = (s: number) => new Date(dawnMs + s * 1_000).toISOString();

    /** Camera 0 is lost from the beginning and on a shelf, from second 181 on; the others are lost from 195 on. */
    function shelveThenDarken(untilSecond: number): void {
      for (const camera of [1, 2]) board.take(statusAt(cameraId(0, camera), 'online', 0));
      during(cameraId(0, 0), 'offline', 0, 180);
      const [raised] = kept.open;
      if (raised === undefined) throw new Error('nothing was raised');
      board.hear(shelve(raised, untilSecond));
      all(195, 255, 'offline', 195);
    }

    function shelve(alarm: Alarm, untilSecond: number): Alarm {
      const shelved = kept.act(alarm, {
        kind: 'shelved',
        at: second(181),
        until: second(untilSecond),
        actor,
        comment: null,
      });
      return shelved ?? alarm;
    }

    /** Camera 0 stays lost, the others are in a state. */
    function all(from: number, to: number, state: CameraState, sinceSecond: number): void {
      for (let s = from; s <= to; s += 15) {
        board.take(statusAt(cameraId(0, 0), 'offline', s, { sinceSecond: 0 }));
        for (const camera of [1, 2]) board.take(statusAt(cameraId(0, camera), state, s, { sinceSecond }));
        beat(s);
      }
    }

    const open = () => kept.open.map(({ kind, shelvedUntil }) => `${kind}${shelvedUntil === null ? '' : ' shelved'}`);

    it('leaves it there, before and after the school is back', () => {
      shelveThenDarken(900);
      expect(open()).toEqual(['camera_unreachable shelved', 'school_dark']);
      all(270, 300, 'online', 270);
      expect(open()).toEqual(['camera_unreachable shelved', 'school_dark']);
      expect(kept.kinds.filter((kind) => kind.startsWith('camera'))).toEqual([
        'camera_unreachable raised',
        'camera_unreachable shelved',
      ]);
      all(315, 900, 'online', 270);
      expect(open()).toEqual(['camera_unreachable', 'school_dark']);
    });

    it('takes it in when the shelf ends meanwhile, and gives it back as a new one', () => {
      shelveThenDarken(300);
      all(270, 300, 'offline', 195);
      expect(open()).toEqual(['school_dark']);
      expect(kept.kinds.at(-1)).toBe('camera_unreachable absorbed');
      all(315, 345, 'online', 315);
      expect(open().toSorted()).toEqual(['camera_unreachable', 'school_dark']);
    });

    it('takes it in when somebody takes it off the shelf meanwhile', () => {
      shelveThenDarken(900);
      const camera = kept.open.find(({ kind }) => kind === 'camera_unreachable');
      const unshelved = camera && kept.act(camera, { kind: 'unshelved', at: second(260), actor, comment: null });
      if (unshelved) board.hear(unshelved);
      beat(261);
      expect(open()).toEqual(['school_dark']);
    });
  });

  it('is not raised while one camera is not seen, nor for a school with fewer cameras than the rule says', () => {
    for (const camera of [0, 1]) during(cameraId(0, camera), 'offline', 0, 150);
    expect(kept.kinds).toEqual([]);
    board.setRegistry(city.cameras.slice(0, 1), city.schools);
    during(cameraId(0, 0), 'offline', 165, 180, 0);
    expect(kept.open.map(({ kind }) => kind)).toEqual(['camera_unreachable']);
  });

  it('does not wait for a camera that has no address to be asked at', () => {
    board.take(statusAt(cameraId(0, 2), 'unknown', 0, { reason: 'no_address' }));
    for (let second = 0; second <= 60; second += 15) {
      for (const camera of [0, 1]) board.take(statusAt(cameraId(0, camera), 'offline', second, { sinceSecond: 0 }));
      beat(second);
    }
    expect(kept.open.map(({ kind }) => kind)).toEqual(['school_dark']);
  });

  it('is neither repeated nor lost by a restart', () => {
    schoolDuring(0, 'offline', 0, 60);
    expect(kept.kinds).toEqual(['school_dark raised']);
    board = newBoard();
    for (const camera of [0, 1, 2]) board.take(statusAt(cameraId(0, camera), 'offline', 60, { sinceSecond: 0 }));
    beat(61);
    schoolDuring(0, 'offline', 75, 300);
    expect(kept.kinds).toEqual(['school_dark raised']);
    schoolDuring(0, 'online', 315, 345);
    expect(kept.kinds).toEqual(['school_dark raised', 'school_dark returned']);
    expect(kept.open).toMatchObject([{ id: [...kept.all.keys()][0], condition: 'returned' }]);
  });

  it('counts the time before a restart, as the statuses tell it', () => {
    schoolDuring(0, 'offline', 0, 45);
    board = newBoard();
    for (const camera of [0, 1, 2]) board.take(statusAt(cameraId(0, camera), 'offline', 60, { sinceSecond: 0 }));
    beat(60);
    expect(kept.kinds).toEqual(['school_dark raised']);
  });
});

describe('a board', () => {
  it('hands out no more than asked for, and the rest the next time', () => {
    const large = watchedCity(50, 2);
    board = new AlarmBoard(rulesByKind(defaultRules));
    board.setRegistry(large.cameras, large.schools);
    for (const { id } of large.cameras) board.take(statusAt(id, 'offline', 100, { sinceSecond: 0 }));
    const counts = [1, 2, 3, 4, 5, 6].map((second) => {
      const changes = board.due(dawnMs + second, 10);
      kept.take(changes);
      return changes.length;
    });
    expect(counts).toEqual([10, 10, 10, 10, 10, 0]);
  });

  it('takes what somebody else did for true, and makes no change of what is older', () => {
    schoolDuring(0, 'offline', 0, 60);
    const [raised] = kept.open;
    const at = new Date(dawnMs + 61_000).toISOString();
    const acknowledged = raised && kept.act(raised, { kind: 'acknowledged', at, actor, comment: null });
    if (acknowledged) board.hear(acknowledged);
    if (raised) board.hear(raised);
    schoolDuring(0, 'online', 75, 105);
    expect(kept.open).toEqual([]);
    expect(kept.kinds.at(-1)).toBe('school_dark closed');
  });

  it('never has two open alarms of one object and kind, nor one of a camera in sight beside its dark school, and leaves shelves to their end', () => {
    const states = constantFrom<CameraState[]>('online', 'offline', 'offline', 'unauthorised', 'unknown', 'degraded');
    const tick = tuple(integer({ min: 0, max: 1 }), integer({ min: 0, max: 3 }), states, integer({ min: 1, max: 6 }));
    const deed = constantFrom('nothing', 'nothing', 'acknowledge', 'shelve', 'shelve', 'unshelve', 'restart');
    assert(
      property(array(tuple(tick, deed), { maxLength: 60 }), (ticks) => {
        kept = new KeptAlarms();
        board = newBoard();
        const since = new Map<string, { state: CameraState; second: number }>();
        const tell = (id: string, state: CameraState, second: number): void => {
          if (since.get(id)?.state !== state) since.set(id, { state, second });
          board.take(
            statusAt(id, state, second, { sinceSecond: since.get(id)?.second ?? second, clockOffsetMs: 6_000 }),
          );
        };
        let second = 0;
        for (const [[school, camera, state, quarters], what] of ticks) {
          second += quarters * 15;
          // Camera 3 does not exist: then the whole school is said to be in that state.
          for (const c of camera === 3 ? [0, 1, 2] : [camera]) tell(cameraId(school, c), state, second);
          for (const [id, { state: still }] of since) tell(id, still, second);
          if (what === 'restart') {
            board = newBoard();
            for (const [id, { state: still }] of since) tell(id, still, second);
          }
          const [alarm] = kept.open;
          const at = new Date(dawnMs + second * 1_000).toISOString();
          const until = new Date(dawnMs + second * 1_000 + 60_000).toISOString();
          const acknowledge = { kind: 'acknowledged', at, actor, comment: null } as const;
          const events: Readonly<Record<string, AlarmEvent>> = {
            acknowledge,
            shelve: { ...acknowledge, kind: 'shelved', until },
            unshelve: { ...acknowledge, kind: 'unshelved' },
          };
          const event = events[what];
          const done = alarm && event ? kept.act(alarm, event) : null;
          if (done !== null) board.hear(done);
          const onShelf = kept.open.filter(
            ({ shelvedUntil }) => shelvedUntil !== null && Date.parse(shelvedUntil) > dawnMs + second * 1_000,
          );
          beat(second);
          // Whoever lay on a shelf lies there still, or is over because its camera is well again.
          for (const { id } of onShelf) {
            const now = kept.all.get(id);
            expect(now?.shelvedUntil !== null || (now.condition === 'returned' && now.acknowledged)).toBe(true);
          }
          const objects = kept.open.map((open) => `${open.kind} ${alarmObject(open)}`);
          expect(new Set(objects).size).toBe(objects.length);
          const dark = kept.open.filter((open) => open.cameraId === null && open.condition === 'active');
          const beside = kept.open.filter(
            (open) =>
              open.cameraId !== null && open.shelvedUntil === null && dark.some((d) => d.schoolId === open.schoolId),
          );
          expect(beside).toEqual([]);
          expect(
            kept.open.filter(
              ({ shelvedUntil }) => shelvedUntil !== null && Date.parse(shelvedUntil) <= dawnMs + second * 1_000,
            ),
          ).toEqual([]);
        }
        expect(kept.open.every(({ schoolId: id }) => [0, 1].map(schoolId).includes(id))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
