/** How the map of the planning page is drawn: what fills the wards, what marks them, and what is measured. */
import type { FilterSpecification, LayerSpecification, Map as MapLibreMap, StyleSpecification } from 'maplibre-gl';
import type { MapLayers } from '../data/layers.ts';
import {
  borderLayers,
  deskColours,
  emptyCollection,
  groundLayers,
  groundSources,
  ofWards,
  riversLayerId,
  wardNames,
} from './mapStyle.ts';

/** What is measured: the reach of a point, and the borders of service areas. */
export const measuredSource = 'measured';

const ink = '#17202a';
const accent = '#0b3c77';
const state = (name: string) => ['boolean', ['feature-state', name], false] as const;

function wardLayers(): LayerSpecification[] {
  return [
    {
      id: 'ward-fill',
      type: 'fill',
      ...ofWards,
      paint: {
        'fill-color': ['to-color', ['feature-state', 'colour'], deskColours.land],
        'fill-opacity': ['case', [...state('aside')], 0.25, 1],
      },
    },
  ];
}

const patterns = { 'ward-missing': 'missing', 'ward-incomplete': 'incomplete' } as const;

/** Lines of wards that stand in a state. */
function markLayers(scale: number): LayerSpecification[] {
  const line = (id: string, mark: string, colour: string, width: number): LayerSpecification => ({
    id,
    type: 'line',
    ...ofWards,
    paint: {
      'line-color': colour,
      'line-width': ['case', [...state(mark)], width * scale, 0],
      'line-layer-opacity': 0,
    },
  });
  return [
    line('ward-unmet', 'unmet', '#3a1703', 1.3),
    line('ward-hovered', 'hovered', ink, 1.6),
    line('ward-selected-halo', 'selected', '#ffffff', 6),
    line('ward-selected', 'selected', '#1565c0', 3.2),
  ];
}

const ofGeometry = (type: 'LineString' | 'Polygon' | 'Point'): FilterSpecification => ['==', ['geometry-type'], type];

/** Out of sight until something is measured: the mere layer would have every tile cut out once more. */
function measuredLayers(scale: number): LayerSpecification[] {
  const shared = { source: measuredSource, layout: { visibility: 'none' } } as const;
  return [
    {
      id: 'service-areas',
      type: 'line',
      ...shared,
      filter: ofGeometry('LineString'),
      paint: { 'line-color': accent, 'line-width': 1.6 * scale, 'line-dasharray': [3, 2] },
    },
    {
      id: 'reach-area',
      type: 'fill',
      ...shared,
      filter: ofGeometry('Polygon'),
      paint: { 'fill-color': accent, 'fill-opacity': 0.12 },
    },
    {
      id: 'reach-line',
      type: 'line',
      ...shared,
      filter: ofGeometry('Polygon'),
      paint: { 'line-color': accent, 'line-width': 2 * scale, 'line-dasharray': [2, 1.5] },
    },
  ];
}

const measuredLayerIds = measuredLayers(1).map(({ id }) => id);

/** Shows what is measured, or leaves it out of the frame. */
export function showMeasured(map: MapLibreMap, shown: boolean): void {
  for (const id of measuredLayerIds) map.setLayoutProperty(id, 'visibility', shown ? 'visible' : 'none');
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
        'circle-stroke-width': ['case', ['get', 'known'], 1.4 * scale, 0.8 * scale],
      },
    },
    {
      id: 'reach-centre',
      type: 'circle',
      source: measuredSource,
      filter: ofGeometry('Point'),
      paint: {
        'circle-radius': 5 * scale,
        'circle-color': accent,
        'circle-stroke-color': '#ffffff',
        'circle-stroke-width': 2 * scale,
      },
    },
    wardNames(deskColours, scale, { near: 6, far: 18, maxWidth: 8, halo: 1.6 }),
  ];
}

/** The whole style; `scale` is pixels of the interface per design pixel. */
export function planStyle(layers: MapLayers, scale: number): StyleSpecification {
  const empty = { type: 'geojson', data: emptyCollection } as const;
  return {
    version: 8,
    sources: { ...groundSources(layers), schools: empty, [measuredSource]: empty },
    // What is chosen stands at once.
    transition: { duration: 0, delay: 0 },
    layers: [
      ...groundLayers(deskColours),
      ...wardLayers(),
      ...borderLayers(layers.about.wards.kind === 'approximate', deskColours, scale),
      ...markLayers(scale),
      ...measuredLayers(scale),
      ...pointLayers(scale),
    ],
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

/** Adds the layers of patterns, whose pictures are drawn here. */
export function addPatterns(map: MapLibreMap, scale: number): void {
  for (const [id, kind] of Object.entries(patterns)) {
    const image = pattern(kind, scale);
    if (image === null) continue;
    map.addImage(id, image);
    map.addLayer(
      {
        id,
        type: 'fill',
        ...ofWards,
        paint: {
          'fill-pattern': id,
          'fill-opacity': ['case', [...state(kind)], kind === 'missing' ? 1 : 0.75, 0],
          'fill-layer-opacity': 0,
        },
      },
      riversLayerId,
    );
  }
}

/** States of wards by the layers that show them. A layer that marks no ward is not drawn: it would cost as much as one that does. */
const stateLayers = {
  missing: [['ward-missing', 'fill-layer-opacity']],
  incomplete: [['ward-incomplete', 'fill-layer-opacity']],
  unmet: [['ward-unmet', 'line-layer-opacity']],
  hovered: [['ward-hovered', 'line-layer-opacity']],
  selected: [
    ['ward-selected-halo', 'line-layer-opacity'],
    ['ward-selected', 'line-layer-opacity'],
  ],
} as const;

export type WardState = keyof typeof stateLayers;

/** Draws the layers of a state, or leaves them out where no ward stands in it. */
export function showState(map: MapLibreMap, name: WardState, shown: boolean): void {
  for (const [id, property] of stateLayers[name]) map.setPaintProperty(id, property, shown ? 1 : 0);
}
