import type { EaseToOptions, Map as MapLibreMap, PaddingOptions } from 'maplibre-gl';
import type { Bounds } from './schoolMarks.ts';

interface ViewportOptions {
  readonly padding: number | PaddingOptions;
  readonly maxZoom: number;
}

/** What part of the city a map shows. A window that changes its size keeps what was fitted, until somebody moves the map. */
export class Viewport {
  readonly #map: MapLibreMap;
  readonly #options: ViewportOptions;
  #fitted: Bounds | null = null;

  constructor(map: MapLibreMap, options: ViewportOptions) {
    this.#map = map;
    this.#options = options;
    // Only a hand leaves an event: what the code itself moves does not count.
    map.on('movestart', ({ originalEvent }) => {
      if (originalEvent !== undefined) this.#fitted = null;
    });
  }

  readonly fit = (bounds: Bounds, animated: boolean): void => {
    const { west, south, east, north } = bounds;
    this.#fitted = bounds;
    this.#map.fitBounds([west, south, east, north], { ...this.#options, animate: animated });
  };

  moveTo(options: EaseToOptions): void {
    this.#fitted = null;
    this.#map.easeTo({ ...options, duration: 400 });
  }

  readonly zoomBy = (steps: number): void => {
    this.#fitted = null;
    this.#map.zoomTo(this.#map.getZoom() + steps, { duration: 200 });
  };

  readonly resize = (): void => {
    this.#map.resize();
    if (this.#fitted !== null) this.fit(this.#fitted, false);
  };
}
