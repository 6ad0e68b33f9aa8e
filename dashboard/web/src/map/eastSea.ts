/** A sketch of the East Sea: a coast drawn by hand and the larger islands, degrees, rounded. Shown beside every map of the city. */

/** The part of the world that is sketched, and its size in units of the sketch. */
export const sketch = { west: 105, north: 19, perDegree: 8, width: 104, height: 96 } as const;

export const sketchX = (lon: number): number => (lon - sketch.west) * sketch.perDegree;
export const sketchY = (lat: number): number => (sketch.north - lat) * sketch.perDegree;

type Point = readonly [lon: number, lat: number];

/** Coast of southern and central Việt Nam. */
export const coast: readonly Point[] = [
  [105, 19],
  [105.7, 18.8],
  [106.5, 17.7],
  [107.6, 16.6],
  [108.3, 16.1],
  [108.9, 15.2],
  [109.2, 13.7],
  [109.4, 12.6],
  [109, 11.5],
  [108, 10.8],
  [107.1, 10.4],
  [106.7, 9.9],
  [106.2, 9.3],
  [105, 8.6],
];

/** Larger islands of both archipelagos. */
export const hoangSa: readonly Point[] = [
  [111.6, 16.5],
  [111.7, 15.8],
  [112.3, 16.8],
  [112.7, 16.7],
  [111.2, 15.8],
  [112, 16.3],
];
export const truongSa: readonly Point[] = [
  [111.9, 8.6],
  [113.8, 7.9],
  [112.9, 8.9],
  [114.3, 9.9],
  [114.4, 10.4],
  [114.3, 11.4],
  [115.5, 10.7],
  [116.2, 9.8],
  [112.2, 9.9],
  [115, 8.7],
];

/** Where names stand: of the archipelagos, the city and Côn Đảo. */
export const sketchNames = {
  hoangSa: [112.1, 17.9],
  truongSa: [114.1, 13.1],
  city: [106.5, 11],
  conDao: [106.6, 8.7],
} as const satisfies Readonly<Record<string, Point>>;
