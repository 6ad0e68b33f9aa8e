import type { Ring } from './wardAreas.ts';

/**
 * Stretches of a line that lie inside rings by the even-odd rule: `across` gives where an edge crosses the line, as a
 * place along it, or null. Places in order, in pairs: in, out, in, out.
 */
export function crossings(
  rings: readonly Ring[],
  across: (x1: number, y1: number, x2: number, y2: number) => number | null,
): number[] {
  const found: number[] = [];
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 1) {
      const [x1, y1] = ring[i] ?? [0, 0];
      const [x2, y2] = ring[(i + 1) % ring.length] ?? [0, 0];
      const place = across(x1, y1, x2, y2);
      if (place !== null) found.push(place);
    }
  }
  return found.sort((a, b) => a - b);
}

/** West-east stretches inside rings at a latitude, degrees of longitude, in pairs. */
export function stretchesAt(lat: number, rings: readonly Ring[]): number[] {
  return crossings(rings, (x1, y1, x2, y2) =>
    y1 <= lat === y2 <= lat ? null : x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1),
  );
}
