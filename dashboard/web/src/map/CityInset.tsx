import type { MultiPolygon, Polygon } from 'geojson';
import { type JSX, useEffect, useRef } from 'react';
import type { MapLayers } from '../data/layers.ts';
import { useTexts } from '../i18n/language.ts';
import { mapColours } from './mapStyle.ts';
import type { Bounds, SchoolMark } from './schoolMarks.ts';

/** The city's mainland, degrees; Côn Đảo is in the sea sketch below. */
const extent = { west: 106.3, east: 107.62, south: 10.28, north: 11.53 } as const;
/** At these latitudes a degree of longitude is this much of a degree of latitude. */
const squeeze = Math.cos((10.8 * Math.PI) / 180);
const height = 100;
const scaleY = height / (extent.north - extent.south);
const scaleX = scaleY * squeeze;
const width = (extent.east - extent.west) * scaleX;

const x = (lon: number): number => (lon - extent.west) * scaleX;
const y = (lat: number): number => (extent.north - lat) * scaleY;

const colours = {
  critical: '#ff5a52',
  high: '#ff9f40',
  medium: '#f2d04b',
  low: '#7fb7e6',
  unknown: '#93a1af',
} as const;

function trace(draw: CanvasRenderingContext2D, geometry: Polygon | MultiPolygon): void {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  for (const rings of polygons) {
    draw.beginPath();
    for (const ring of rings) {
      ring.forEach(([lon, lat], i) => {
        const at = [x(lon ?? 0), y(lat ?? 0)] as const;
        if (i === 0) draw.moveTo(...at);
        else draw.lineTo(...at);
      });
      draw.closePath();
    }
    draw.fill('evenodd');
  }
}

interface CityInsetProps {
  readonly layers: MapLayers;
  readonly marks: readonly SchoolMark[];
  readonly view: Bounds | null;
}

/** The whole city, small: where the view is, and what is wrong outside it. */
export function CityInset({ layers, marks, view }: CityInsetProps): JSX.Element {
  const { t } = useTexts();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const draw = canvas.current?.getContext('2d');
    if (canvas.current === null || draw === null || draw === undefined) return;
    const sharpness = 6;
    canvas.current.width = Math.round(width * sharpness);
    canvas.current.height = height * sharpness;
    draw.scale(sharpness, sharpness);
    draw.fillStyle = '#303c48';
    for (const { geometry } of layers.wards) trace(draw, geometry);
    draw.fillStyle = mapColours.water;
    for (const { geometry } of layers.water) trace(draw, geometry);
  }, [layers]);

  const left = Math.max(0, x(view?.west ?? 0));
  const top = Math.max(0, y(view?.north ?? 0));
  return (
    <figure className="inset city-inset">
      <figcaption>{t('map.wholeCity')}</figcaption>
      <div className="city-inset-box" style={{ aspectRatio: `${width} / ${height}` }}>
        <canvas ref={canvas} aria-hidden="true" />
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {marks.map(({ placed, mark }) => (
            <circle
              key={placed.school.id}
              cx={x(placed.lon)}
              cy={y(placed.lat)}
              r={mark === 'critical' ? 2.6 : mark === 'unknown' ? 1 : 1.5}
              fill={mark === 'selected' ? mapColours.text : colours[mark]}
            />
          ))}
          {view !== null && (
            <rect
              className="city-inset-view"
              x={left}
              y={top}
              width={Math.max(0, Math.min(width, x(view.east)) - left)}
              height={Math.max(0, Math.min(height, y(view.south)) - top)}
            />
          )}
        </svg>
      </div>
    </figure>
  );
}
