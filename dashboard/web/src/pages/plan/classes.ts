/** Classes of values for the map: fixed over the years, so that years compare; diverging around a target where there is one. */
import type { IndicatorTarget } from '@khue/domain/indicator';

/** One class: values from `from` up to, but not with, `to`; the outer ends are open (null). */
export interface ValueClass {
  readonly from: number | null;
  readonly to: number | null;
  readonly colour: string;
  /** On which side of the target it lies; null: there is none. */
  readonly met: boolean | null;
}

export interface Bound {
  /** The target's number. */
  readonly at: number;
  /** Which side is met: `atMost` the values up to it, `atLeast` those from it on. */
  readonly kind: 'atMost' | 'atLeast';
}

/** Even steps of lightness that stay apart for every kind of colour vision and in grey (after mako of viridis, reversed). */
const ramp = ['#def5e5', '#9adbb9', '#4ebbad', '#348fa7', '#37659e', '#3e356b'] as const;
/** Short of the target, least to most: darker than the other side, so that a grey print reads dark as short. */
const short = ['#fbc58f', '#e2721f', '#9c3a0b'] as const;
/** On the good side of the target, least to most. */
const good = ['#d3d1e8', '#b3aed8', '#857dbd'] as const;

/** Two figures that say as much: 0.0347 → 0.035, 1,234 → 1,200. */
function nice(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const size = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  const rounded = Math.round(value / size) * size;
  return Number(rounded.toPrecision(6));
}

/** Bounds inside the values, at most `count`, each value counting as much: rounded and without doubles. */
function quantiles(values: readonly number[], count: number): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const [least = 0] = sorted;
  const most = sorted.at(-1) ?? 0;
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const bounds = Array.from({ length: count }, (_, i) => nice(at((i + 1) / (count + 1))));
  return [...new Set(bounds)].filter((bound) => bound > least && bound <= most).sort((a, b) => a - b);
}

function between(bounds: readonly number[], colourOf: (place: number) => Pick<ValueClass, 'colour' | 'met'>) {
  return [null, ...bounds].map((from, i): ValueClass => ({ from, to: bounds[i] ?? null, ...colourOf(i) }));
}

/** A few colours out of more, the ends among them. */
function spread(colours: readonly string[], count: number): string[] {
  const step = count === 1 ? 0 : (colours.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, i) => colours[Math.round(i * step)] ?? '');
}

/** Bounds of one side: thirds of the way from the target to the farthest value. */
function thirds(at: number, farthest: number): number[] {
  const way = Math.abs(farthest - at);
  if (way === 0) return [];
  const sign = farthest < at ? -1 : 1;
  const steps = [nice(way / 3), nice((way * 2) / 3)].map((step) => Number((at + sign * step).toPrecision(8)));
  return [...new Set(steps)];
}

function diverging(values: readonly number[], { at, kind }: Bound): ValueClass[] {
  const below = thirds(at, Math.min(at, ...values)).sort((a, b) => a - b);
  const above = thirds(at, Math.max(at, ...values)).sort((a, b) => a - b);
  const bounds = [...below, at, ...above];
  const lower = below.length + 1;
  const upper = above.length + 1;
  const [downward, upward] = kind === 'atLeast' ? [short, good] : [good, short];
  return between(bounds, (place) => {
    const isBelow = place < lower;
    const steps = spread(isBelow ? downward : upward, isBelow ? lower : upper);
    const colour = isBelow ? steps[lower - 1 - place] : steps[place - lower];
    return { colour: colour ?? '', met: isBelow === (kind === 'atMost') };
  });
}

/** Classes for the values of every year. None where there are no values. */
export function classesOf(values: readonly number[], bound: Bound | null): ValueClass[] {
  if (values.length === 0) return [];
  if (bound !== null) return diverging(values, bound);
  const bounds = quantiles(values, ramp.length - 1);
  const colours = spread(ramp, bounds.length + 1);
  return between(bounds, (place) => ({ colour: colours[place] ?? '', met: null }));
}

/** Classes for shares of a whole, percent: even steps, whatever the values are, since many are 0. */
export function shareClasses(): ValueClass[] {
  const bounds = [20, 40, 60, 80];
  const colours = spread(ramp, bounds.length + 1);
  return between(bounds, (place) => ({ colour: colours[place] ?? '', met: null }));
}

/** The class of a value. A value that is exactly what must not be exceeded lies below it. */
export function classOf(value: number, classes: readonly ValueClass[], bound: Bound | null): ValueClass | null {
  const under = (limit: number): boolean =>
    bound !== null && limit === bound.at && bound.kind === 'atMost' ? value <= limit : value < limit;
  return classes.find(({ to }) => to === null || under(to)) ?? null;
}

/** The target of a level, or of all; null where there is none. */
export function boundOf(
  targets: readonly IndicatorTarget[],
  level: string | null,
): (Bound & { target: IndicatorTarget }) | null {
  const target = targets.find((one) => one.level === level) ?? targets.find((one) => one.level === null);
  if (target === undefined) return null;
  if (target.atLeast !== null) return { at: target.atLeast, kind: 'atLeast', target };
  return target.atMost === null ? null : { at: target.atMost, kind: 'atMost', target };
}

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly colour: string;
}

/** Bars of equal width over the values, each in the colour of its middle's class. */
export function bins(
  values: readonly number[],
  classes: readonly ValueClass[],
  bound: Bound | null,
  count = 24,
): Bin[] {
  if (values.length === 0) return [];
  const reach = bound === null ? values : [...values, bound.at];
  const same = Math.min(...reach) === Math.max(...reach);
  // All the same: one narrow bar in the middle of something.
  const [least, most] = [Math.min(...reach) - (same ? 1 : 0), Math.max(...reach) + (same ? 1 : 0)];
  const width = (most - least) / count;
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [least + i * width, least + (i + 1) * width];
    const isLast = i === count - 1;
    const inside = values.filter((value) => value >= from && (value < to || isLast));
    const middle = inside.length === 0 ? (from + to) / 2 : (inside[Math.floor(inside.length / 2)] ?? from);
    return { from, to, count: inside.length, colour: classOf(middle, classes, bound)?.colour ?? '' };
  });
}
