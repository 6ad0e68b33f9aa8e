import {
  type GeoJSONSource,
  type LngLatBoundsLike,
  Map as MapLibreMap,
  setWorkerUrl,
  type StyleSpecification,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';

setWorkerUrl(workerUrl);

/** The city with room around it: nobody gets lost at sea. Côn Đảo lies within. */
const cityBounds: LngLatBoundsLike = [
  [105.7, 8.3],
  [108.2, 11.9],
];

/** A flat map of the city, north up, with names from the page's own fonts. Throws where the browser gives no WebGL. */
export function createMap(container: HTMLElement, style: StyleSpecification): MapLibreMap {
  const map = new MapLibreMap({
    container,
    style,
    center: [106.7, 10.8],
    zoom: 10,
    minZoom: 7.5,
    maxZoom: 17,
    maxBounds: cityBounds,
    attributionControl: false,
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    localIdeographFontFamily: false,
  });
  // From straight above no sky is seen, yet one that is transparent would be painted over the whole canvas first (ADR 0008).
  map.painter.drawFunctions = { ...map.painter.drawFunctions, sky: () => undefined };
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  return map;
}

/** Whether a source takes new features. */
export function isGeoJsonSource(source: unknown): source is GeoJSONSource {
  return typeof source === 'object' && source !== null && 'setData' in source;
}
