/** Style of the map: no glyphs and no sprite, so nothing is asked for elsewhere; labels are drawn from the page's own fonts. */
import type { Feature, FeatureCollection } from 'geojson';
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  LineLayerSpecification,
  StyleSpecification,
} from 'maplibre-gl';
import type { MapLayers, Shape } from '../data/layers.ts';

/** Colours of the ground, one step apart: the data is the brightest thing on the map. */
export const mapColours = {
  water: '#0b1a28',
  land: '#171e26',
  ward: '#2c3742',
  label: '#8593a1',
  halo: '#12181f',
  text: '#e6ebf0',
} as const;

/** The same for the desk, in the light. */
export const deskColours: GroundColours = {
  water: '#e3ebf2',
  land: '#f7f8fa',
  ward: '#c3ccd5',
  label: '#17202a',
  halo: '#ffffff',
};

/** What the ground is drawn in. */
type GroundColours = Readonly<Record<'water' | 'land' | 'ward' | 'label' | 'halo', string>>;

const fontFamily = 'Be Vietnam Pro';

/** First layer above the schools' marks: what comes after it is drawn over them. */
export const labelsLayerId = 'school-names';
export const schoolNamesSource = 'school-names';
/** What fills the wards lies below it. */
export const riversLayerId = 'rivers';

/** The weight is read from the first name of a stack; a family that does not exist carries it and falls through. */
const mapFonts = { regular: [fontFamily], bold: ['Khue Semibold', fontFamily] } as const;

/**
 * What the ground is drawn from. One source for all of it: layers of another source in between make the map cut out every tile
 * anew, for each of them, which took half of a frame.
 */
export const groundSource = 'ground';

type GroundKind = 'land' | 'water' | 'river' | 'ward';

const ofKind = (kind: GroundKind): FilterSpecification => ['==', ['get', 'kind'], kind];

/** What is drawn of the wards, which go by their code. */
export const ofWards = { source: groundSource, filter: ofKind('ward') } as const;

function features(kind: GroundKind, shapes: readonly Shape[]): Feature[] {
  return shapes.map(({ geometry, code }) => ({
    type: 'Feature',
    properties: kind === 'ward' ? { kind, code } : { kind },
    geometry,
  }));
}

export const emptyCollection: FeatureCollection = { type: 'FeatureCollection', features: [] };

/** Pixels of a metre at zoom 8 at the city's latitude; each zoom level doubles it. */
const pixelsPerMetre = (512 * 2 ** 8) / (40_075_016 * Math.cos((10.8 * Math.PI) / 180));

/** A river as wide as it is by convention, and never thinner than a hairline. */
const riverWidth: ExpressionSpecification = [
  'interpolate',
  ['exponential', 2],
  ['zoom'],
  8,
  ['max', 1.2, ['*', ['get', 'widthM'], pixelsPerMetre]],
  16,
  ['*', ['get', 'widthM'], pixelsPerMetre * 2 ** 8],
];

/** Sea, land and waters. */
export function groundLayers(colours: GroundColours): LayerSpecification[] {
  const fill = (kind: 'land' | 'water'): LayerSpecification => ({
    id: kind,
    type: 'fill',
    source: groundSource,
    filter: ofKind(kind),
    paint: { 'fill-color': colours[kind] },
  });
  return [{ id: 'sea', type: 'background', paint: { 'background-color': colours.water } }, fill('land'), fill('water')];
}

/** Rivers and the borders of the wards, above what fills the wards. */
export function borderLayers(approximate: boolean, colours: GroundColours, scale: number): LineLayerSpecification[] {
  return [
    {
      id: riversLayerId,
      type: 'line',
      source: groundSource,
      filter: ofKind('river'),
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': colours.water, 'line-width': riverWidth },
    },
    {
      id: 'wards',
      type: 'line',
      ...ofWards,
      paint: {
        'line-color': colours.ward,
        'line-width': (approximate ? 0.8 : 1) * scale,
        ...(approximate ? { 'line-dasharray': [3, 3] } : {}),
      },
    },
  ];
}

/** How names of wards are set; paddings in design pixels, close by and from afar. */
interface NameSetting {
  readonly near: number;
  readonly far: number;
  /** In ems. */
  readonly maxWidth: number;
  readonly halo: number;
}

export function wardNames(
  { label, halo: haloColour }: Pick<GroundColours, 'label' | 'halo'>,
  scale: number,
  { near, far, maxWidth, halo }: NameSetting,
): LayerSpecification {
  return {
    id: 'ward-names',
    type: 'symbol',
    source: 'ward-labels',
    layout: {
      'text-field': ['get', 'name'],
      'text-font': [...mapFonts.regular],
      'text-size': 12 * scale,
      'text-padding': ['interpolate', ['linear'], ['zoom'], 9, far * scale, 12, near * scale],
      'text-max-width': maxWidth,
      'text-line-height': 1.35,
    },
    paint: { 'text-color': label, 'text-halo-color': haloColour, 'text-halo-width': halo },
  };
}

function labelLayers(scale: number): LayerSpecification[] {
  return [
    wardNames(mapColours, scale, { near: 14, far: 26, maxWidth: 9, halo: 1.2 }),
    {
      id: labelsLayerId,
      type: 'symbol',
      source: schoolNamesSource,
      filter: ['has', 'name'],
      layout: {
        'text-field': [
          'format',
          ['get', 'name'],
          { 'text-font': ['literal', [...mapFonts.bold]] },
          '\n',
          {},
          ['get', 'note'],
          { 'font-scale': 0.86, 'text-color': '#b6c1cc' },
        ],
        'text-font': [...mapFonts.regular],
        'text-size': ['*', ['case', ['get', 'large'], 15, 13], scale],
        'text-line-height': 1.35,
        'text-justify': 'auto',
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': ['case', ['get', 'large'], 1.7, 1],
        'text-padding': 3,
        'symbol-sort-key': ['get', 'order'],
      },
      paint: { 'text-color': mapColours.text, 'text-halo-color': mapColours.halo, 'text-halo-width': 1.6 },
    },
    {
      // Draws nothing: a letter about as large as the mark, placed first, so that every name goes out of its way.
      id: 'mark-room',
      type: 'symbol',
      source: schoolNamesSource,
      filter: ['has', 'room'],
      layout: {
        'text-field': 'M',
        'text-font': [...mapFonts.regular],
        'text-size': ['*', ['get', 'room'], 0.8 * scale],
        'text-line-height': 1,
        'text-padding': 0,
        'text-allow-overlap': true,
      },
      paint: { 'text-opacity': 0 },
    },
  ];
}

export function groundSources({ land, water, rivers, wards }: MapLayers): StyleSpecification['sources'] {
  const ground: FeatureCollection = {
    type: 'FeatureCollection',
    features: [
      ...features('land', land),
      ...features('water', water),
      ...rivers.map((river) => ({ ...river, properties: { ...river.properties, kind: 'river' } })),
      ...features('ward', wards),
    ],
  };
  const labels: FeatureCollection = {
    type: 'FeatureCollection',
    features: wards
      .filter(({ name }) => name !== '')
      .map(({ name, label }) => ({
        type: 'Feature',
        properties: { name },
        geometry: { type: 'Point', coordinates: [...label] },
      })),
  };
  return {
    [groundSource]: { type: 'geojson', promoteId: 'code', data: ground },
    'ward-labels': { type: 'geojson', data: labels },
  };
}

/** The whole style; `scale` is pixels of the interface per design pixel. */
export function mapStyle(layers: MapLayers, scale: number): StyleSpecification {
  return {
    version: 8,
    sources: { ...groundSources(layers), [schoolNamesSource]: { type: 'geojson', data: emptyCollection } },
    layers: [
      ...groundLayers(mapColours),
      ...borderLayers(layers.about.wards.kind === 'approximate', mapColours, scale),
      ...labelLayers(scale),
    ],
  };
}
