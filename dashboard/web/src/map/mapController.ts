/** The map itself, outside React: MapLibre for the ground and the names, deck.gl for the schools. */
import type { Layer } from '@deck.gl/core';
import { IconLayer, ScatterplotLayer } from '@deck.gl/layers';
import { MapLibreOverlay } from '@deck.gl/maplibre';
import type { FeatureCollection } from 'geojson';
import type { MapLayers } from '../data/layers.ts';
import { createMap, isGeoJsonSource } from './createMap.ts';
import { labelsLayerId, mapStyle, schoolNamesSource } from './mapStyle.ts';
import { createMarkerAtlas, iconOf, type MarkerAtlas, markSizes } from './markerAtlas.ts';
import type { Bounds, PlacedSchool, SchoolMark } from './schoolMarks.ts';
import { Viewport } from './viewport.ts';

/** Height that the switch covers at the top, design pixels. */
const toolHeight = 44;
/** Width that the small maps cover at the right, design pixels. */
const insetWidth = 250;
/** A click counts for a school within this distance, design pixels. */
const reachPx = 16;

export interface MapView {
  readonly bounds: Bounds;
  /** The part that no switch, button or small map covers. */
  readonly clear: Bounds;
}

export interface NamedMark {
  readonly placed: PlacedSchool;
  readonly name: string;
  readonly note: string;
  readonly large: boolean;
  /** Lower is placed first when names compete for room. */
  readonly order: number;
}

interface Scene {
  readonly placed: readonly PlacedSchool[];
  readonly positions: Float64Array;
  readonly colours: Uint8Array;
  readonly marks: readonly SchoolMark[];
  readonly names: readonly NamedMark[];
  readonly selected: PlacedSchool | null;
}

export interface MapControllerDeps {
  readonly container: HTMLElement;
  readonly layers: MapLayers;
  readonly scale: number;
  readonly onSelect: (schoolId: string) => void;
  readonly onHover: (placed: PlacedSchool | null) => void;
  readonly onView: (view: MapView) => void;
  readonly onContextLost: () => void;
}

export interface MapController {
  readonly draw: (scene: Scene) => void;
  readonly fit: (bounds: Bounds, animated: boolean) => void;
  /** Brings a school into view without zooming where it is not. */
  readonly show: (placed: PlacedSchool) => void;
  readonly zoomBy: (steps: number) => void;
  readonly resize: () => void;
  readonly remove: () => void;
}

function nameFeatures(names: readonly NamedMark[]): FeatureCollection['features'] {
  return names.map(({ placed, name, note, large, order }) => ({
    type: 'Feature',
    properties: { name, note, large, order },
    geometry: { type: 'Point', coordinates: [placed.lon, placed.lat] },
  }));
}

/** Room that names leave free: a name that lay over a mark would hide what is not normal. */
function roomFeatures({ marks, selected }: Scene): FeatureCollection['features'] {
  const room = (placed: PlacedSchool, size: number): FeatureCollection['features'][number] => ({
    type: 'Feature',
    properties: { room: size },
    geometry: { type: 'Point', coordinates: [placed.lon, placed.lat] },
  });
  const shown = marks.filter(({ mark }) => mark !== 'unknown');
  return [
    ...shown.map(({ placed, mark }) => room(placed, markSizes[mark])),
    ...(selected === null ? [] : [room(selected, markSizes.selected)]),
  ];
}

const beforeLabels = { beforeId: labelsLayerId };

/** Layers of deck.gl for a scene; `data` keeps its identity where nothing changed. */
function deckLayers(scene: Scene, atlas: MarkerAtlas, scale: number): Layer[] {
  const dots = new ScatterplotLayer({
    id: 'normal-schools',
    data: {
      length: scene.placed.length,
      attributes: {
        getPosition: { value: scene.positions, size: 2 },
        getFillColor: { value: scene.colours, size: 4, normalized: true },
      },
    },
    getRadius: 3.2 * scale,
    radiusUnits: 'pixels',
    ...beforeLabels,
  });
  const icons = { iconMapping: atlas.mapping, sizeUnits: 'pixels' } as const;
  // Any image will do, but the types know addresses and textures only; an address would be fetched.
  const drawn: object = { iconAtlas: atlas.image, ...beforeLabels };
  const marks = new IconLayer<SchoolMark>(drawn, {
    id: 'school-marks',
    ...icons,
    data: scene.marks,
    getPosition: ({ placed }) => [placed.lon, placed.lat],
    getIcon: ({ mark, acknowledged }) => iconOf(mark, acknowledged),
    getSize: ({ mark }) => markSizes[mark] * scale,
  });
  const selection = new IconLayer<PlacedSchool>(drawn, {
    id: 'selected-school',
    ...icons,
    data: scene.selected === null ? [] : [scene.selected],
    getPosition: ({ lon, lat }) => [lon, lat],
    getIcon: () => 'selected',
    getSize: markSizes.selected * scale,
  });
  return [dots, marks, selection];
}

/** Makes the map. Throws where the browser gives no WebGL. */
export function createMapController(deps: MapControllerDeps): MapController {
  const { scale } = deps;
  const map = createMap(deps.container, mapStyle(deps.layers, scale));
  const atlas = createMarkerAtlas();
  const overlay = new MapLibreOverlay({ interleaved: true, layers: [] });
  map.addControl(overlay);
  let scene: Scene | null = null;
  let styled = false;
  const margin = 56 * scale;
  const padding = { top: margin, bottom: margin, left: margin, right: (insetWidth + 60) * scale };
  const view = new Viewport(map, { padding, maxZoom: 14 });

  function apply(): void {
    if (scene === null || atlas === null || !styled) return;
    overlay.setProps({ layers: deckLayers(scene, atlas, scale) });
    const names = map.getSource(schoolNamesSource);
    if (isGeoJsonSource(names)) {
      const features = [...nameFeatures(scene.names), ...roomFeatures(scene)];
      void names.setData({ type: 'FeatureCollection', features });
    }
  }

  function viewChanged(): void {
    const { clientWidth, clientHeight } = map.getContainer();
    const box = (left: number, top: number, right: number, bottom: number): Bounds => {
      const northWest = map.unproject([left, top]);
      const southEast = map.unproject([right, bottom]);
      return { west: northWest.lng, north: northWest.lat, east: southEast.lng, south: southEast.lat };
    };
    const right = Math.max(clientWidth / 2, clientWidth - insetWidth * scale);
    deps.onView({
      bounds: box(0, 0, clientWidth, clientHeight),
      // A mark half under the switch counts as out of view: it is named at the edge.
      clear: box(10 * scale, 2 * toolHeight * scale, right, clientHeight - 10 * scale),
    });
  }

  function nearest(point: { x: number; y: number }): PlacedSchool | null {
    let best: PlacedSchool | null = null;
    let bestDistance = reachPx * scale;
    const marked = new Map(scene?.marks.map(({ placed, mark }) => [placed, mark]));
    scene?.placed.forEach((placed, i) => {
      const mark = marked.get(placed);
      if (mark === undefined && scene?.colours[i * 4 + 3] === 0) return;
      const at = map.project([placed.lon, placed.lat]);
      // A mark wins over a dot that lies as near.
      const distance = Math.hypot(at.x - point.x, at.y - point.y) - (mark === undefined ? 0 : 4 * scale);
      if (distance >= bestDistance) return;
      bestDistance = distance;
      best = placed;
    });
    return best;
  }

  map.on('load', () => {
    styled = true;
    apply();
    viewChanged();
  });
  map.on('moveend', viewChanged);
  map.on('click', ({ point }) => {
    const found = nearest(point);
    if (found !== null) deps.onSelect(found.school.id);
  });
  map.on('mousemove', ({ point }) => {
    const found = nearest(point);
    map.getCanvas().style.cursor = found === null ? '' : 'pointer';
    deps.onHover(found);
  });
  map.on('mouseout', () => deps.onHover(null));
  map.on('webglcontextlost', deps.onContextLost);

  return {
    draw: (next) => {
      scene = next;
      apply();
    },
    fit: view.fit,
    show: (placed) => {
      const at = map.project([placed.lon, placed.lat]);
      const { clientWidth, clientHeight } = map.getContainer();
      const edge = 60 * scale;
      const right = clientWidth - insetWidth * scale;
      const inView = at.x > edge && at.y > edge && at.x < right && at.y < clientHeight - edge;
      if (!inView) view.moveTo({ center: [placed.lon, placed.lat], offset: [-insetWidth * scale * 0.4, 0] });
    },
    zoomBy: view.zoomBy,
    resize: view.resize,
    remove: () => {
      map.removeControl(overlay);
      map.remove();
    },
  };
}
