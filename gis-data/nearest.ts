import { metresBetween, type Position } from './distance.ts';

/**
 * The `count` places nearest to a point, nearest first, with their straight-line distance in metres. Looks at every place:
 * 3,500 take about a millisecond, less than an index takes to be built.
 */
export function nearest<Place extends Position>(
  from: Position,
  places: readonly Place[],
  count: number,
): { readonly place: Place; readonly metres: number }[] {
  return places
    .map((place) => ({ place, metres: metresBetween(from, place) }))
    .sort((a, b) => a.metres - b.metres)
    .slice(0, count);
}
