import type { SchoolListItem } from '@khue/domain/api';
import { type JSX, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Failure } from '../controls/Failure.tsx';
import { type MapLayers, useMapLayers } from '../data/layers.ts';
import { useSchoolAlarms } from '../data/schoolAlarms.ts';
import { useTexts } from '../i18n/language.ts';
import { useOverview } from '../live/useLive.ts';
import { SeveritySign } from '../signs/SeveritySign.tsx';
import { CityInset } from './CityInset.tsx';
import { EastSeaInset } from './EastSeaInset.tsx';
import { createMapController, type MapController, type MapView } from './mapController.ts';
import {
  type Bounds,
  dotColours,
  dotPositions,
  isInside,
  type PlacedSchool,
  placeSchools,
  schoolBounds,
  schoolMarks,
} from './schoolMarks.ts';
import { useMapNames } from './useMapNames.ts';
import './map.css';

/** Names of schools out of view that fit at the edge. */
const outsideLimit = 2;
/** Wait before the map is made anew after its graphics context was lost: the old one goes before it is given back. */
const remakeAfterMs = 20;
/** Where the browser gives no context, it is asked again after this long, and so many times in all. */
const askAgainAfterMs = 4_000;
const askLimit = 5;

interface CityMapProps {
  readonly schools: readonly SchoolListItem[];
  readonly selectedId: string | null;
  readonly onlyTrouble: boolean;
  readonly onOnlyTrouble: (value: boolean) => void;
  readonly onSelect: (schoolId: string) => void;
}

/** Pixels of the interface per design pixel: the root's font size tells. */
function interfaceScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 10;
}

function onResize(changed: () => void): () => void {
  window.addEventListener('resize', changed);
  return () => window.removeEventListener('resize', changed);
}

function useFontsReady(): boolean {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let gone = false;
    // The names are baked into textures: the faces have to be there first.
    const faces = ['400 16px "Be Vietnam Pro"', '700 16px "Be Vietnam Pro"'];
    Promise.all(faces.map((face) => document.fonts.load(face, 'Quận Hồ Ặ đ')))
      .catch(() => [])
      .finally(() => {
        if (!gone) setReady(true);
      });
    return () => {
      gone = true;
    };
  }, []);
  return ready;
}

interface CanvasProps extends CityMapProps {
  readonly layers: MapLayers;
  readonly onContextLost: () => void;
  readonly onNoContext: () => void;
}

function MapCanvas(props: CanvasProps): JSX.Element {
  const { schools, selectedId, onlyTrouble, onSelect, layers, onContextLost, onNoContext } = props;
  const { t } = useTexts();
  const overview = useOverview();
  const alarms = useSchoolAlarms();
  // A window that moves from a desk to a wall grows; names and marks are drawn anew at the size of the wall.
  const scale = useSyncExternalStore(onResize, interfaceScale);
  const [controller, setController] = useState<MapController | null>(null);
  const [broken, setBroken] = useState(false);
  const [hovered, setHovered] = useState<PlacedSchool | null>(null);
  const [view, setView] = useState<MapView | null>(null);
  const placed = useMemo(() => placeSchools(schools), [schools]);
  const positions = useMemo(() => dotPositions(placed), [placed]);
  const colours = useMemo(() => dotColours(placed, overview, onlyTrouble), [placed, overview, onlyTrouble]);
  const marks = useMemo(() => schoolMarks(placed, overview, alarms), [placed, overview, alarms]);
  const home = useMemo(() => schoolBounds(placed), [placed]);
  const selected = placed.find((one) => one.school.id === selectedId) ?? null;
  const names = useMapNames(marks, selected, hovered);
  const latest = useRef({ onSelect, onContextLost, onNoContext });

  useEffect(() => {
    latest.current = { onSelect, onContextLost, onNoContext };
  });

  const attach = useCallback(
    (container: HTMLDivElement) => {
      let made: MapController;
      try {
        made = createMapController({
          container,
          layers,
          scale,
          onSelect: (id) => latest.current.onSelect(id),
          onHover: setHovered,
          onView: setView,
          onContextLost: () => latest.current.onContextLost(),
        });
      } catch {
        setBroken(true);
        latest.current.onNoContext();
        return undefined;
      }
      setController(made);
      const sizes = new ResizeObserver(() => made.resize());
      sizes.observe(container);
      return () => {
        sizes.disconnect();
        setController(null);
        made.remove();
      };
    },
    [layers, scale],
  );

  useEffect(() => {
    controller?.draw({ placed, positions, colours, marks, names, selected });
  }, [controller, placed, positions, colours, marks, names, selected]);

  useEffect(() => {
    if (home !== null) controller?.fit(home, false);
  }, [controller, home]);

  useEffect(() => {
    if (selected !== null) controller?.show(selected);
  }, [controller, selected]);

  if (broken) return <p className="map-waiting">{t('map.noWebgl')}</p>;
  return (
    <>
      <div ref={attach} className="map-canvas" role="application" aria-label={t('map.label')} />
      <MapTools
        {...props}
        marks={marks.length}
        onFit={() => home !== null && controller?.fit(home, true)}
        zoom={controller?.zoomBy}
      />
      <div className="insets">
        <CityInset layers={layers} marks={marks} view={view?.bounds ?? null} />
        <EastSeaInset />
      </div>
      <OutsideNote marks={marks} view={view?.clear ?? null} onSelect={onSelect} />
    </>
  );
}

interface ToolsProps extends CityMapProps {
  readonly marks: number;
  readonly onFit: () => void;
  readonly zoom: ((steps: number) => void) | undefined;
}

function MapTools({ schools, onlyTrouble, onOnlyTrouble, marks, onFit, zoom }: ToolsProps): JSX.Element {
  const { t, format } = useTexts();
  const placedCount = schools.filter((school) => school.lon !== null).length;
  return (
    <>
      <div className="map-switch">
        <label>
          <input type="checkbox" checked={onlyTrouble} onChange={(event) => onOnlyTrouble(event.target.checked)} />
          <span className="switch-track" aria-hidden="true" />
          {t('map.onlyTrouble')}
        </label>
        <span>{t('map.troubleCount', { trouble: format.number(marks), total: format.number(placedCount) })}</span>
        <kbd>B</kbd>
      </div>
      <div className="map-zoom">
        <button type="button" aria-label={t('map.zoomIn')} onClick={() => zoom?.(1)}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M8 3v10M3 8h10" />
          </svg>
        </button>
        <button type="button" aria-label={t('map.zoomOut')} onClick={() => zoom?.(-1)}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3 8h10" />
          </svg>
        </button>
        <button type="button" aria-label={t('map.fit')} title={t('map.fit')} onClick={onFit}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10" />
          </svg>
        </button>
      </div>
    </>
  );
}

interface OutsideProps {
  readonly marks: ReturnType<typeof schoolMarks>;
  readonly view: Bounds | null;
  readonly onSelect: (schoolId: string) => void;
}

/** Nothing hides off the map: what is not normal and out of view is named at the edge, worst first. */
function OutsideNote({ marks, view, onSelect }: OutsideProps): JSX.Element | null {
  const { t } = useTexts();
  if (view === null) return null;
  const outside = marks.filter(({ placed }) => !isInside(view, placed)).toReversed();
  if (outside.length === 0) return null;
  const rest = outside.length - outsideLimit;
  return (
    <div className="map-outside">
      {t('map.outside')}
      {outside.slice(0, outsideLimit).map(({ placed, mark, acknowledged }) => (
        <button key={placed.school.id} type="button" onClick={() => onSelect(placed.school.id)}>
          <SeveritySign severity={mark === 'selected' ? 'none' : mark} hollow={acknowledged} />
          {placed.school.shortName}
          {placed.school.wardName !== null && `, ${placed.school.wardName}`}
        </button>
      ))}
      {rest > 0 && t('map.outsideMore', { count: rest })}
    </div>
  );
}

/** The city with its schools. Survives a lost graphics context by being made anew. */
export function CityMap(props: CityMapProps): JSX.Element {
  const { t } = useTexts();
  const layers = useMapLayers();
  const fontsReady = useFontsReady();
  const [life, setLife] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const lives = useRef(0);

  const remake = useCallback((afterMs: number) => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      lives.current += 1;
      setLife(lives.current);
    }, afterMs);
  }, []);
  const onContextLost = useCallback(() => remake(remakeAfterMs), [remake]);
  const onNoContext = useCallback(() => {
    if (lives.current < askLimit) remake(askAgainAfterMs);
  }, [remake]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );

  if (layers.isError) {
    return <Failure what={t('map.label')} error={layers.error} onRetry={() => void layers.refetch()} />;
  }
  if (layers.data === undefined || !fontsReady) {
    return (
      <div className="map-waiting" aria-busy="true">
        {t('map.loading')}
      </div>
    );
  }
  return (
    <MapCanvas key={life} {...props} layers={layers.data} onContextLost={onContextLost} onNoContext={onNoContext} />
  );
}
