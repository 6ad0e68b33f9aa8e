import { Fifo } from './fifo.ts';

export interface SiteLimits {
  /** In flight over all sites. */
  readonly maxInFlight: number;
  /** In flight at one site: its uplink is narrow and its recorder slow. */
  readonly maxInFlightPerSite: number;
  /**
   * In flight at a site whose last answer was none: what is sent there is one SYN each, and waiting them out four at a
   * time would hide for minutes that a large school is cut off.
   */
  readonly maxInFlightPerDarkSite: number;
}

interface Site<Item> {
  readonly key: string;
  readonly urgent: Fifo<Item>;
  readonly regular: Fifo<Item>;
  inFlight: number;
  dark: boolean;
  /** Stands in the row of sites that may start something. */
  listed: boolean;
}

/**
 * What waits to be started, by site, sites taking turns. Starting and ending cost the same however much waits. Holds
 * what its owner puts in: at most one entry per camera.
 */
export class SiteQueue<Item> {
  readonly #limits: SiteLimits;
  readonly #sites = new Map<string, Site<Item>>();
  readonly #row = new Fifo<Site<Item>>();
  #inFlight = 0;
  #waiting = 0;

  constructor(limits: SiteLimits) {
    this.#limits = limits;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#waiting;
  }

  push(key: string, item: Item, urgent: boolean): void {
    let site = this.#sites.get(key);
    if (site === undefined) {
      site = { key, urgent: new Fifo(), regular: new Fifo(), inFlight: 0, dark: false, listed: false };
      this.#sites.set(key, site);
    }
    (urgent ? site.urgent : site.regular).push(item);
    this.#waiting += 1;
    this.#list(site);
  }

  /** The next that may start, counted as in flight from now on; null where limits or emptiness say none. */
  take(): { readonly key: string; readonly item: Item } | null {
    if (this.#inFlight >= this.#limits.maxInFlight) return null;
    const site = this.#row.shift();
    if (site === undefined) return null;
    site.listed = false;
    const item = site.urgent.shift() ?? site.regular.shift();
    if (item === undefined) return null;
    this.#waiting -= 1;
    this.#inFlight += 1;
    site.inFlight += 1;
    this.#list(site);
    return { key: site.key, item };
  }

  /** One of this site has ended; `dark` if nothing came back from there, null if it did not ask. */
  done(key: string, dark: boolean | null): void {
    const site = this.#sites.get(key);
    if (site === undefined) return;
    this.#inFlight -= 1;
    site.inFlight -= 1;
    site.dark = dark ?? site.dark;
    this.#list(site);
    if (!site.listed && site.inFlight === 0 && !site.dark) this.#sites.delete(key);
  }

  #list(site: Site<Item>): void {
    const { maxInFlightPerDarkSite, maxInFlightPerSite } = this.#limits;
    const limit = site.dark ? maxInFlightPerDarkSite : maxInFlightPerSite;
    if (site.listed || site.inFlight >= limit || site.urgent.length + site.regular.length === 0) return;
    site.listed = true;
    this.#row.push(site);
  }
}
