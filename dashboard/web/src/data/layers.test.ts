import { describe, expect, it } from 'vitest';
import { readBase, readShapes } from './layers.ts';

const ring = [
  [106, 10],
  [107, 10],
  [107, 11],
  [106, 10],
];
const land = {
  type: 'Feature',
  properties: { kind: 'land' },
  geometry: { type: 'Polygon', coordinates: [ring] },
};
const river = {
  type: 'Feature',
  properties: { kind: 'river', name: 'Sông Sài Gòn', widthM: 250 },
  geometry: { type: 'LineString', coordinates: ring },
};
const empty = { type: 'Feature', properties: { kind: 'land' }, geometry: { type: 'MultiPolygon', coordinates: [] } };

describe('outlines for the map', () => {
  it('are the areas of a document, without empty ones', () => {
    expect(readShapes({ features: [land, empty] })).toHaveLength(1);
  });

  it('label a ward where the source says, else in the middle of its box', () => {
    const ward = { ...land, properties: { name: 'A', labelLon: 106.2, labelLat: 10.2 } };
    expect(readShapes({ features: [ward, land] }).map((shape) => shape.label)).toEqual([
      [106.2, 10.2],
      [106.5, 10.5],
    ]);
  });

  it('are parted from rivers, which keep their width', () => {
    const { areas, rivers } = readBase({ features: [land, river] });
    expect([areas.length, rivers.map((one) => one.properties.widthM)]).toEqual([1, [250]]);
  });
});
