import type { City } from '../city/city.ts';
import type { Fault } from './fault.ts';
import type { FaultBoard } from './faultBoard.ts';

export const scenarioNames = ['calm', 'lively'] as const;
type ScenarioName = (typeof scenarioNames)[number];

/** Where a fault strikes: a camera of a school, or all of them; both counted from 0 and wrapped around. */
interface Strike {
  readonly school: number;
  readonly camera: number | 'all';
  readonly fault: Fault;
}

const scenarios: Readonly<Record<ScenarioName, readonly Strike[]>> = {
  calm: [],
  lively: [
    { school: 2, camera: 1, fault: { kind: 'off', how: 'cut' } },
    { school: 4, camera: 0, fault: { kind: 'clock_drift', offsetMs: 90_000 } },
    { school: 9, camera: 2, fault: { kind: 'wrong_password' } },
    { school: 12, camera: 3, fault: { kind: 'frozen' } },
    { school: 15, camera: 0, fault: { kind: 'slow', delayMs: 3_000 } },
    { school: 18, camera: 'all', fault: { kind: 'off', how: 'cut' } },
  ],
};

/** Sets the scenario's faults on the board. */
export function applyScenario(name: ScenarioName, city: City, board: FaultBoard): void {
  for (const { school, camera, fault } of scenarios[name]) {
    const cameras = city.schools[school % city.schools.length]?.cameras ?? [];
    const struck = camera === 'all' ? cameras : cameras.slice(camera % Math.max(1, cameras.length)).slice(0, 1);
    for (const { code } of struck) board.set(code, fault);
  }
}
