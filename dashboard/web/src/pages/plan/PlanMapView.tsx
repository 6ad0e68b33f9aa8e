import { type JSX, useCallback, useEffect, useRef, useState } from 'react';
import type { ServiceAreas } from '@khue/domain/planningApi';
import type { MapLayers } from '../../data/layers.ts';
import { useTexts } from '../../i18n/language.ts';
import { EastSeaInset } from '../../map/EastSeaInset.tsx';
import { createPlanMap, type DrawnSchool, type PlanMap, type WardLook } from '../../map/planMap.ts';
import type { Bounds } from '../../map/schoolMarks.ts';
import { painted } from './paintTimes.ts';
import '../../map/map.css';

interface PlanMapViewProps {
  readonly layers: MapLayers;
  readonly looks: ReadonlyMap<string, WardLook>;
  /** What is painted, for whoever waits for it. */
  readonly shown: string;
  readonly schools: readonly DrawnSchool[];
  readonly home: Bounds | null;
  readonly selected: string | null;
  readonly onSelect: (code: string | null) => void;
  readonly onHover: (code: string | null) => void;
  readonly measuring: boolean;
  readonly point: readonly [number, number] | null;
  readonly metres: number;
  readonly onPoint: (point: readonly [number, number]) => void;
  readonly areas: ServiceAreas | null;
  readonly onMap: (map: PlanMap | null) => void;
}

const conDao: Bounds = { west: 106.53, south: 8.62, east: 106.72, north: 8.78 };

function boundsOf(layers: MapLayers, code: string): Bounds | null {
  const ward = layers.wards.find((one) => one.code === code);
  if (ward === undefined) return null;
  const { geometry } = ward;
  const points = (geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()).flat();
  const bounds = { west: 180, south: 90, east: -180, north: -90 };
  for (const [lon = 0, lat = 0] of points) {
    bounds.west = Math.min(bounds.west, lon);
    bounds.east = Math.max(bounds.east, lon);
    bounds.south = Math.min(bounds.south, lat);
    bounds.north = Math.max(bounds.north, lat);
  }
  return bounds;
}

/** Lines between service areas; the areas themselves are in the file, not on the map. */
function borders(areas: ServiceAreas | null) {
  const lines = (areas?.features ?? []).flatMap((feature) =>
    feature.id === 'borders' ? feature.geometry.coordinates : [],
  );
  return {
    type: 'FeatureCollection' as const,
    features: lines.map((coordinates) => ({
      type: 'Feature' as const,
      properties: {},
      geometry: { type: 'LineString' as const, coordinates },
    })),
  };
}

/** The map of wards. Made once; what changes is drawn into it. */
export function PlanMapView(props: PlanMapViewProps): JSX.Element {
  const { layers, looks, shown, schools, home, selected, measuring, point, metres, areas } = props;
  const { t } = useTexts();
  const [map, setMap] = useState<PlanMap | null>(null);
  const [broken, setBroken] = useState(false);
  const [life, setLife] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(props);

  useEffect(() => {
    latest.current = props;
  });

  const attach = useCallback(
    (container: HTMLDivElement) => {
      let made: PlanMap;
      try {
        made = createPlanMap({
          container,
          layers,
          scale: Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 10,
          onSelect: (code) => latest.current.onSelect(code),
          onHover: (code) => latest.current.onHover(code),
          onPoint: (lon, lat) => latest.current.onPoint([lon, lat]),
          onContextLost: () => setLife((last) => last + 1),
        });
      } catch {
        setBroken(true);
        return undefined;
      }
      setMap(made);
      latest.current.onMap(made);
      const sizes = new ResizeObserver(() => made.resize());
      sizes.observe(container);
      return () => {
        sizes.disconnect();
        setMap(null);
        latest.current.onMap(null);
        made.remove();
      };
    },
    [layers],
  );

  useEffect(() => {
    map?.paint(looks, () => {
      if (box.current !== null) box.current.dataset['painted'] = shown;
      painted(shown);
    });
  }, [map, looks, shown]);
  useEffect(() => map?.drawSchools(schools), [map, schools]);
  useEffect(
    () => map?.select(selected, selected === null ? null : boundsOf(layers, selected)),
    [map, layers, selected],
  );
  useEffect(() => map?.askForPoint(measuring), [map, measuring]);
  useEffect(() => map?.drawReach(point, metres), [map, point, metres]);
  useEffect(() => map?.drawBorders(borders(areas)), [map, areas]);
  useEffect(() => {
    if (home !== null) map?.fit(home, false);
  }, [map, home]);

  if (broken) return <p className="map-waiting">{t('plan.noWebgl')}</p>;
  return (
    <div ref={box} className="plan-map-box">
      <div key={life} ref={attach} className="map-canvas" role="application" aria-label={t('plan.map')} />
      <div className="map-zoom">
        <button type="button" aria-label={t('map.zoomIn')} onClick={() => map?.zoomBy(1)}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M8 3v10M3 8h10" />
          </svg>
        </button>
        <button type="button" aria-label={t('map.zoomOut')} onClick={() => map?.zoomBy(-1)}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3 8h10" />
          </svg>
        </button>
        <button
          type="button"
          aria-label={t('plan.fit')}
          title={t('plan.fit')}
          onClick={() => home !== null && map?.fit(home, true)}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10" />
          </svg>
        </button>
      </div>
      <div className="insets">
        <EastSeaInset />
        <button type="button" className="quiet-button plan-con-dao" onClick={() => map?.fit(conDao, false)}>
          {t('plan.conDao')}
        </button>
      </div>
    </div>
  );
}
