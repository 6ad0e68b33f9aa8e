import { hash32 } from '../city/random.ts';

/** Something moves before every camera now and then, by a fixed timetable of its own. */
export interface MotionChange {
  readonly atMs: number;
  readonly moving: boolean;
}

function timetable(code: string): { readonly periodMs: number; readonly movingMs: number; readonly phaseMs: number } {
  const hash = hash32(code);
  const periodMs = 20_000 + (hash % 40) * 1000;
  return { periodMs, movingMs: 4_000 + (hash % 7) * 500, phaseMs: hash % periodMs };
}

export function isMoving(code: string, atMs: number): boolean {
  const { periodMs, movingMs, phaseMs } = timetable(code);
  return (atMs + phaseMs) % periodMs < movingMs;
}

/** The first change after a moment. */
export function nextMotion(code: string, afterMs: number): MotionChange {
  const { periodMs, movingMs, phaseMs } = timetable(code);
  const within = (afterMs + phaseMs) % periodMs;
  if (within < movingMs) return { atMs: afterMs + movingMs - within, moving: false };
  return { atMs: afterMs + periodMs - within, moving: true };
}
