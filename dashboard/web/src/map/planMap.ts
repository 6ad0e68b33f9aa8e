/** The map of the planning page, outside React: wards in the colours of their classes, schools, and what is measured. */
import type { FeatureCollection } from 'geojson';
import type { MapLayers } from '../data/layers.ts';
import { createMap, isGeoJsonSource } from './createMap.ts';
import { deskColours, emptyCollection, groundSource } from './mapStyle.ts';
import { addPatterns, measuredSource, planStyle, showMeasured, showState } from './planStyle.ts';
import { Viewport } from './viewport.ts';
import type { Bounds } from './schoolMarks.ts';

/** How a ward is drawn. */
export interface WardLook {
  /** null: no school of the level is there, and nothing to tell. */
  readonly colour: string | null;
  /** Nothing was reported: hatched. */
  readonly missing: boolean;
  /** Too few reported: dotted. */
  readonly incomplete: boolean;
  /** Short of the target: outlined. */
  readonly unmet: boolean;
  /** Left out by the filter: washed out. */
  readonly aside: boolean;
}

export interface DrawnSchool {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  /** null: not reported. */
  readonly pupils: number | null;
}

interface PlanMapDeps {
  readonly container: HTMLElement;
  readonly layers: MapLayers;
  readonly scale: number;
  readonly onSelect: (code: string | null) => void;
  readonly onHover: (code: string | null) => void;
  /** A place was clicked while points are asked for. */
  readonly onPoint: (lon: number, lat: number) => void;
  readonly onContextLost: () => void;
}

export interface MapPicture {
  readonly canvas: HTMLCanvasElement;
  /** On the ground, in the middle of the picture. */
  readonly metresPerPixel: number;
}

export interface PlanMap {
  /** Draws wards; `painted` is called in the frame that shows them. */
  readonly paint: (looks: ReadonlyMap<string, WardLook>, painted: () => void) => void;
  readonly select: (code: string | null, bounds: Bounds | null) => void;
  readonly drawSchools: (schools: readonly DrawnSchool[]) => void;
  readonly drawReach: (point: readonly [number, number] | null, metres: number) => void;
  readonly drawBorders: (features: FeatureCollection) => void;
  readonly askForPoint: (asked: boolean) => void;
  readonly centre: () => readonly [number, number];
  readonly fit: (bounds: Bounds, animated: boolean) => void;
  readonly zoomBy: (steps: number) => void;
  readonly resize: () => void;
  /** The map as it is drawn now. */
  readonly picture: () => MapPicture;
  readonly remove: () => void;
}

/** Metres of a degree at the city's latitude: a circle on the map, not a measurement. */
const metresPerLat = 110_610;

function circleFeatures([lon, lat]: readonly [number, number], metres: number): FeatureCollection {
  const perLon = 111_320 * Math.cos((lat * Math.PI) / 180);
  const ring = Array.from({ length: 97 }, (_, i) => {
    const angle = (i / 96) * 2 * Math.PI;
    return [lon + (metres * Math.cos(angle)) / perLon, lat + (metres * Math.sin(angle)) / metresPerLat];
  });
  const feature = { type: 'Feature', properties: {} } as const;
  return {
    type: 'FeatureCollection',
    features: [
      { ...feature, geometry: { type: 'Polygon', coordinates: [ring] } },
      { ...feature, geometry: { type: 'Point', coordinates: [lon, lat] } },
    ],
  };
}

/** Radius in design pixels: the area says how many pupils; without a figure small and hollow. */
function radiusOf(pupils: number | null): number {
  return pupils === null ? 2 : Math.min(9, Math.max(2, 0.14 * Math.sqrt(pupils)));
}

function schoolFeatures(schools: readonly DrawnSchool[]): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: schools.map(({ lon, lat, pupils }) => ({
      type: 'Feature',
      properties: { radius: radiusOf(pupils), known: pupils !== null },
      geometry: { type: 'Point', coordinates: [lon, lat] },
    })),
  };
}

function isSame(one: WardLook | undefined, other: WardLook): boolean {
  return (
    one !== undefined &&
    one.colour === other.colour &&
    one.missing === other.missing &&
    one.incomplete === other.incomplete &&
    one.unmet === other.unmet &&
    one.aside === other.aside
  );
}

/** Makes the map. Throws where the browser gives no WebGL. */
export function createPlanMap(deps: PlanMapDeps): PlanMap {
  const { layers, scale } = deps;
  const map = createMap(deps.container, planStyle(layers, scale));
  let styled = false;
  let asked = false;
  const waiting: (() => void)[] = [];
  const hovered = { code: null as string | null };
  const selected = { code: null as string | null };
  const view = new Viewport(map, { padding: 32 * scale, maxZoom: 13 });
  /** Wards as they were drawn last: only what changed is told to the map. */
  const drawn = new Map<string, WardLook>();

  const whenStyled = (draw: () => void): void => {
    if (styled) draw();
    else waiting.push(draw);
  };
  const setData = (source: string, data: FeatureCollection): void => {
    whenStyled(() => {
      const found = map.getSource(source);
      if (isGeoJsonSource(found)) void found.setData(data);
    });
  };
  const measured = { reach: emptyCollection, borders: emptyCollection };
  const drawMeasured = (): void => {
    const features = [...measured.borders.features, ...measured.reach.features];
    setData(measuredSource, { type: 'FeatureCollection', features });
    whenStyled(() => showMeasured(map, features.length > 0));
  };
  const mark = (held: { code: string | null }, name: 'hovered' | 'selected', code: string | null): void => {
    if (held.code === code) return;
    if (held.code !== null) map.setFeatureState({ source: groundSource, id: held.code }, { [name]: false });
    held.code = code;
    showState(map, name, code !== null);
    if (code !== null) map.setFeatureState({ source: groundSource, id: code }, { [name]: true });
  };
  const wardAt = (point: { x: number; y: number }): string | null => {
    const [found] = map.queryRenderedFeatures([point.x, point.y], { layers: ['ward-fill'] });
    return typeof found?.id === 'string' ? found.id : null;
  };
  map.on('load', () => {
    addPatterns(map, scale);
    styled = true;
    for (const draw of waiting.splice(0)) draw();
  });
  map.on('click', ({ point, lngLat }) => {
    if (asked) deps.onPoint(lngLat.lng, lngLat.lat);
    else if (styled) deps.onSelect(wardAt(point));
  });
  map.on('mousemove', ({ point }) => {
    if (!styled) return;
    const code = wardAt(point);
    map.getCanvas().style.cursor = asked ? 'crosshair' : code === null ? '' : 'pointer';
    if (code === hovered.code) return;
    mark(hovered, 'hovered', code);
    deps.onHover(code);
  });
  map.on('mouseout', () => {
    mark(hovered, 'hovered', null);
    deps.onHover(null);
  });
  map.on('webglcontextlost', deps.onContextLost);

  return {
    paint: (looks, painted) =>
      whenStyled(() => {
        for (const [id, look] of looks) {
          if (isSame(drawn.get(id), look)) continue;
          drawn.set(id, look);
          map.setFeatureState({ source: groundSource, id }, { ...look, colour: look.colour ?? deskColours.land });
        }
        for (const name of ['missing', 'incomplete', 'unmet'] as const) {
          showState(
            map,
            name,
            [...looks.values()].some((look) => look[name]),
          );
        }
        map.once('render', painted);
        map.triggerRepaint();
      }),
    select: (code, bounds) =>
      whenStyled(() => {
        mark(selected, 'selected', code);
        if (bounds === null) return;
        const shown = map.getBounds();
        const inView = shown.contains([bounds.west, bounds.south]) && shown.contains([bounds.east, bounds.north]);
        // What is in view while the map moves may be out of it at the end.
        if (!inView || map.isMoving())
          view.moveTo({ center: [(bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2] });
      }),
    drawSchools: (schools) => setData('schools', schoolFeatures(schools)),
    drawReach: (point, metres) => {
      measured.reach = point === null ? emptyCollection : circleFeatures(point, metres);
      drawMeasured();
    },
    drawBorders: (borders) => {
      measured.borders = borders;
      drawMeasured();
    },
    askForPoint: (next) => {
      asked = next;
    },
    centre: () => {
      const { lng, lat } = map.getCenter();
      return [lng, lat];
    },
    fit: view.fit,
    zoomBy: view.zoomBy,
    resize: view.resize,
    picture: () => {
      // The drawing is gone once its frame is shown: it is drawn anew for whoever copies it now.
      map.redraw();
      const canvas = map.getCanvas();
      const middle = canvas.clientHeight / 2;
      const metres = map.unproject([0, middle]).distanceTo(map.unproject([canvas.clientWidth, middle]));
      return { canvas, metresPerPixel: metres / canvas.width };
    },
    remove: () => map.remove(),
  };
}
