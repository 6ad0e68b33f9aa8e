import type { WardArea } from '@khue/gis-data/wardAreas';
import { type ExportContents, type ExportedPlace, isComplete } from './exportContents.ts';

function properties({ code, name, value }: ExportedPlace, kind: 'ward' | 'school') {
  const { value: figure, numerator, denominator, reporting, due, met, synthetic } = value;
  return {
    kind,
    code,
    name,
    value: figure,
    numerator,
    denominator,
    reporting,
    due,
    complete: isComplete(value),
    met,
    synthetic,
    ...(synthetic ? { note: 'MÔ PHỎNG' } : {}),
  };
}

/**
 * What the map shows as GeoJSON (RFC 7946, WGS 84): wards as areas, schools as points; what has no place has no geometry.
 * Notes stand in a foreign member, so that they travel with the file.
 */
export function exportGeoJson(contents: ExportContents, areas: readonly WardArea[]): string {
  const { measure, notes, wards, schools, synthetic } = contents;
  const areaOf = new Map(areas.map((area) => [area.code, area.polygons]));
  return JSON.stringify({
    type: 'FeatureCollection',
    khue: {
      indicator: measure.key,
      name: measure.name,
      unit: measure.unit,
      synthetic,
      notes: notes.map(([label, text]) => (label === '' ? text : `${label}: ${text}`)),
    },
    features: [
      ...wards.map((place) => {
        const polygons = areaOf.get(place.code);
        const geometry = polygons === undefined ? null : { type: 'MultiPolygon', coordinates: polygons };
        return { type: 'Feature', properties: properties(place, 'ward'), geometry };
      }),
      ...schools.map((place) => {
        const { lon, lat } = place.school;
        const geometry = lon === null || lat === null ? null : { type: 'Point', coordinates: [lon, lat] };
        return { type: 'Feature', properties: { ...properties(place, 'school'), ward: place.wardName }, geometry };
      }),
    ],
  });
}
