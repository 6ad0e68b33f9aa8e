interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Plausible reach of Hồ Chí Minh City in force from 01/7/2025, WGS 84 degrees: generous boxes, not its border. */
const cityBoxes: readonly Box[] = [
  // The former city, Bình Dương and Bà Rịa–Vũng Tàu.
  { west: 106.3, south: 10.2, east: 107.7, north: 11.6 },
  // Côn Đảo.
  { west: 106.5, south: 8.5, east: 106.8, north: 8.9 },
];

/** Whether a position, WGS 84 degrees, can lie in the city. True says plausible, false says certainly not. */
export function insideCity(lon: number, lat: number): boolean {
  return cityBoxes.some(({ west, south, east, north }) => lon >= west && lon <= east && lat >= south && lat <= north);
}
