import { AlarmBoard, rulesByKind } from '@khue/ingest/alarms/alarmBoard';
import { cameraId, dawnMs, defaultRules, statusAt, watchedCity } from '@khue/ingest/alarms/testing/watchedCity';
import { type BenchContext, type Figure, median } from './figure.ts';

const schools = 3_500;
const camerasEach = 29;
/** Every camera is heard of once in so many beats of a second. */
const beatsPerRound = 15;
const beats = 60;
/** One beat may take no more of a processor's second, ms. The first looks at every camera of the registry. */
const beatLimitMs = 250;
const unlimited = 1_000_000;

/** A city of 100,000 cameras, each heard of every 15 s; every fiftieth school is dark, every hundredth camera lost. */
function* rounds(): Generator<{ readonly second: number; readonly statuses: ReturnType<typeof statusAt>[] }> {
  const total = schools * camerasEach;
  for (let beat = 0; beat < beats; beat += 1) {
    const second = 200 + beat;
    const statuses: ReturnType<typeof statusAt>[] = [];
    for (let n = beat % beatsPerRound; n < total; n += beatsPerRound) {
      const school = Math.floor(n / camerasEach);
      const isLost = school % 50 === 0 || n % 100 === 0;
      const state = isLost ? 'offline' : 'online';
      statuses.push(statusAt(cameraId(school, n % camerasEach), state, second, { sinceSecond: 0 }));
    }
    yield { second, statuses };
  }
}

/** What one beat of the alarms costs with 100,000 cameras: taking in a second's statuses, and finding what has to change. */
export async function* alarmBeat({ say, signal }: BenchContext): AsyncGenerator<Figure> {
  const city = watchedCity(schools, camerasEach);
  const board = new AlarmBoard(rulesByKind(defaultRules));
  board.setRegistry(city.cameras, city.schools);
  const spentMs: number[] = [];
  // Processor time: what else the machine does meanwhile is not the beat's doing.
  const usedMs = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1_000;
  let changes = 0;
  for (const { second, statuses } of rounds()) {
    signal.throwIfAborted();
    const began = usedMs();
    for (const status of statuses) board.take(status);
    changes += board.due(dawnMs + second * 1_000, unlimited).length;
    spentMs.push(usedMs() - began);
  }
  say(`${board.cameras} cameras, ${changes} changes, ${board.openAlarms} alarms open`);
  if (board.openAlarms === 0) throw new Error('no alarm was raised');
  const [first = Number.NaN] = spentMs;
  yield { name: 'alarmBeatFirst', value: first, unit: 'ms' };
  yield { name: 'alarmBeatMedian', value: median(spentMs.slice(1)), unit: 'ms', limit: beatLimitMs };
}
