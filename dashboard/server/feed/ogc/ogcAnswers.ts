import type { Locale } from '@khue/domain/errors';
import type { Box, ItemsQuery } from './ogcQuery.ts';
import type { OgcCollection, OgcFeature } from './ogcFeatures.ts';
import { collectionWords, landingWords } from './ogcWords.ts';

export const ogcMediaTypes = {
  geoJson: 'application/geo+json',
  openApi: 'application/vnd.oai.openapi+json;version=3.0',
} as const;

/** WGS 84, longitude before latitude: the one system that is spoken here. */
export const crs84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';

export const conformsTo = [
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30',
] as const;

interface Link {
  readonly href: string;
  readonly rel: string;
  readonly type: string;
  readonly title?: string;
}

const json = 'application/json';

/** Where a client can go from here; `base` is `https://host/ogc`. */
export function landing(base: string, locale: Locale): object {
  const links: Link[] = [
    { href: `${base}/`, rel: 'self', type: json },
    { href: `${base}/api`, rel: 'service-desc', type: ogcMediaTypes.openApi },
    { href: `${base}/conformance`, rel: 'conformance', type: json },
    { href: `${base}/collections`, rel: 'data', type: json },
  ];
  return { ...landingWords[locale], links };
}

function extentOf(features: readonly OgcFeature[]): object {
  const box = { west: 180, south: 90, east: -180, north: -90 };
  let since = Number.POSITIVE_INFINITY;
  for (const feature of features) {
    if (feature.since !== null) since = Math.min(since, feature.since);
    if (feature.bounds === null) continue;
    box.west = Math.min(box.west, feature.bounds.west);
    box.south = Math.min(box.south, feature.bounds.south);
    box.east = Math.max(box.east, feature.bounds.east);
    box.north = Math.max(box.north, feature.bounds.north);
  }
  const hasPlace = box.west <= box.east;
  return {
    ...(hasPlace && { spatial: { bbox: [numbersOf(box)], crs: crs84 } }),
    ...(Number.isFinite(since) && { temporal: { interval: [[new Date(since).toISOString(), null]] } }),
  };
}

function numbersOf({ west, south, east, north }: Box): number[] {
  return [west, south, east, north];
}

export function collection(base: string, id: OgcCollection, features: readonly OgcFeature[], locale: Locale): object {
  const own = `${base}/collections/${id}`;
  const links: Link[] = [
    { href: own, rel: 'self', type: json },
    { href: `${own}/items`, rel: 'items', type: ogcMediaTypes.geoJson, title: collectionWords[id][locale].title },
  ];
  return { id, ...collectionWords[id][locale], itemType: 'feature', crs: [crs84], extent: extentOf(features), links };
}

/** Parameters as they were asked, with another place to begin. */
function pageAddress(path: string, asked: Readonly<Record<string, string>>, offset: number): string {
  const query = new URLSearchParams({ ...asked, offset: String(offset) });
  if (offset === 0) query.delete('offset');
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

interface Page {
  readonly base: string;
  readonly id: OgcCollection;
  /** The parameters, as they were asked. */
  readonly asked: Readonly<Record<string, string>>;
  readonly query: Required<Pick<ItemsQuery, 'limit' | 'offset'>>;
  /** All that match. */
  readonly matched: readonly OgcFeature[];
  /** When what is told here was last looked at. */
  readonly at: Date;
}

/** One page as GeoJSON text: features were written once, when they last changed. */
export function itemsPage({ base, id, asked, query, matched, at }: Page): { text: string; returned: number } {
  const { limit = 0, offset = 0 } = query;
  const path = `${base}/collections/${id}/items`;
  const shown = matched.slice(offset, offset + limit);
  const type = ogcMediaTypes.geoJson;
  const links: Link[] = [
    { href: pageAddress(path, asked, offset), rel: 'self', type },
    { href: `${base}/collections/${id}`, rel: 'collection', type: json },
  ];
  if (offset + limit < matched.length)
    links.push({ href: pageAddress(path, asked, offset + limit), rel: 'next', type });
  if (offset > 0) links.push({ href: pageAddress(path, asked, Math.max(0, offset - limit)), rel: 'prev', type });
  const head = {
    type: 'FeatureCollection',
    timeStamp: at.toISOString(),
    numberMatched: matched.length,
    numberReturned: shown.length,
    links,
  };
  const features = shown.map(({ opened }) => `${opened}}`).join(',');
  return { text: `${JSON.stringify(head).slice(0, -1)},"features":[${features}]}`, returned: shown.length };
}

/** One feature as GeoJSON text. */
export function itemText(base: string, id: OgcCollection, feature: OgcFeature): string {
  const own = `${base}/collections/${id}`;
  const links: Link[] = [
    { href: `${own}/items/${encodeURIComponent(feature.id)}`, rel: 'self', type: ogcMediaTypes.geoJson },
    { href: own, rel: 'collection', type: json },
  ];
  return `${feature.opened},"links":${JSON.stringify(links)}}`;
}
