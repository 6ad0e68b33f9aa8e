/** The map of the planning page, outside React: wards in the colours of their classes, schools, and what is measured. */
import type { FeatureCollection } from 'geojson';
import type { LayerSpecification, Map as MapLibreMap, StyleSpecification } from 'maplibre-gl';
import type { MapLayers } from '../data/layers.ts';
import { createMap, isGeoJsonSource } from './createMap.ts';
import { deskColours, emptyCollection, groundLayers, groundSources, wardNames } from './mapStyle.ts';
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
  readonly canvas: () => HTMLCanvasElement;
  readonly remove: () => void;
}

const ink = '#17202a';
const accent = '#0b3c77';
const state = (name: string) => ['boolean', ['feature-state', name], false] as const;

function wardLayers(): LayerSpecification[] {
  return [
    {
      id: 'ward-fill',
      type: 'fill',
      source: 'wards',
      paint: {
        'fill-color': ['to-color', ['feature-state', 'colour'], deskColours.land],
        'fill-opacity': ['case', [...state('aside')], 0.25, 1],
      },
    },
  ];
}

const patterns = { 'ward-missing': 'missing', 'ward-incomplete': 'incomplete' } as const;

function lineLayers(): LayerSpecification[] {
  return [
    {
      id: 'ward-unmet',
      type: 'line',
      source: 'wards',
      paint: { 'line-color': '#3a1703', 'line-width': ['case', [...state('unmet')], 1.3, 0] },
    },
    {
      id: 'service-areas',
      type: 'line',
      source: 'borders',
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': accent, 'line-width': 1.6, 'line-dasharray': [3, 2] },
    },
    { id: 'reach-area', type: 'fill', source: 'reach', paint: { 'fill-color': accent, 'fill-opacity': 0.12 } },
    {
      id: 'reach-line',
      type: 'line',
      source: 'reach',
      paint: { 'line-color': accent, 'line-width': 2, 'line-dasharray': [2, 1.5] },
    },
    {
      id: 'ward-hovered',
      type: 'line',
      source: 'wards',
      paint: { 'line-color': ink, 'line-width': ['case', [...state('hovered')], 1.6, 0] },
    },
    {
      id: 'ward-selected-halo',
      type: 'line',
      source: 'wards',
      paint: { 'line-color': '#ffffff', 'line-width': ['case', [...state('selected')], 6, 0] },
    },
    {
      id: 'ward-selected',
      type: 'line',
      source: 'wards',
      paint: { 'line-color': '#1565c0', 'line-width': ['case', [...state('selected')], 3.2, 0] },
    },
  ];
}

function pointLayers(scale: number): LayerSpecification[] {
  return [
    {
      id: 'schools',
      type: 'circle',
      source: 'schools',
      paint: {
        'circle-radius': ['*', ['get', 'radius'], scale],
        'circle-color': ['case', ['get', 'known'], '#ffffff', 'rgba(255,255,255,0.2)'],
        'circle-stroke-color': ink,
        'circle-stroke-width': ['case', ['get', 'known'], 1.4, 0.8],
      },
    },
    {
      id: 'reach-centre',
      type: 'circle',
      source: 'reach',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 5 * scale,
        'circle-color': accent,
        'circle-stroke-color': '#ffffff',
        'circle-stroke-width': 2,
      },
    },
    wardNames(deskColours, scale, { near: 6, far: 18, maxWidth: 8, halo: 1.6 }),
  ];
}

function planStyle(layers: MapLayers, scale: number): StyleSpecification {
  const empty = { type: 'geojson', data: emptyCollection } as const;
  const ground = groundLayers(layers.about.wards.kind === 'approximate', deskColours);
  const below = ground.filter(({ id }) => ['sea', 'land', 'water'].includes(id));
  const above = ground.filter(({ id }) => ['rivers', 'wards'].includes(id));
  return {
    version: 8,
    sources: { ...groundSources(layers), schools: empty, reach: empty, borders: empty },
    layers: [...below, ...wardLayers(), ...above, ...lineLayers(), ...pointLayers(scale)],
  };
}

/** Lines at 45° where nothing is known; dots where too little is. */
function pattern(kind: 'missing' | 'incomplete', scale: number): ImageData | null {
  const size = Math.round(8 * scale);
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const draw = canvas.getContext('2d');
  if (draw === null) return null;
  if (kind === 'missing') {
    draw.fillStyle = '#fbfbfb';
    draw.fillRect(0, 0, size, size);
    draw.strokeStyle = '#8d99a6';
    draw.lineWidth = scale;
    for (const shift of [-size, 0, size]) {
      draw.beginPath();
      draw.moveTo(shift, size);
      draw.lineTo(shift + size, 0);
      draw.stroke();
    }
  } else {
    draw.fillStyle = ink;
    draw.beginPath();
    draw.arc(size / 2, size / 2, 1.3 * scale, 0, Math.PI * 2);
    draw.fill();
  }
  return draw.getImageData(0, 0, size, size);
}

function addPatterns(map: MapLibreMap, scale: number): void {
  for (const [id, kind] of Object.entries(patterns)) {
    const image = pattern(kind, scale);
    if (image === null) continue;
    map.addImage(id, image);
    map.addLayer(
      {
        id,
        type: 'fill',
        source: 'wards',
        paint: { 'fill-pattern': id, 'fill-opacity': ['case', [...state(kind)], kind === 'missing' ? 1 : 0.75, 0] },
      },
      'rivers',
    );
  }
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
  const mark = (held: { code: string | null }, name: 'hovered' | 'selected', code: string | null): void => {
    if (held.code === code) return;
    if (held.code !== null) map.setFeatureState({ source: 'wards', id: held.code }, { [name]: false });
    held.code = code;
    if (code !== null) map.setFeatureState({ source: 'wards', id: code }, { [name]: true });
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
          map.setFeatureState({ source: 'wards', id }, { ...look, colour: look.colour ?? deskColours.land });
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
        if (!inView) view.moveTo({ center: [(bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2] });
      }),
    drawSchools: (schools) => setData('schools', schoolFeatures(schools)),
    drawReach: (point, metres) => setData('reach', point === null ? emptyCollection : circleFeatures(point, metres)),
    drawBorders: (features) => setData('borders', features),
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
    canvas: () => {
      // The drawing is gone once its frame is shown: it is drawn anew for whoever copies it now.
      map.redraw();
      return map.getCanvas();
    },
    remove: () => map.remove(),
  };
}
