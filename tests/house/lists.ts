import { existsSync, readFileSync } from 'node:fs';

const shared = new URL('../../../shared/gis/schools_thpt_osm_geocoded.csv', import.meta.url).pathname;
const own = new URL('lists/schools.csv', import.meta.url).pathname;

/** The list of real schools that the whole tests import: the full one where it is beside the project. */
export function realSchoolList(): { readonly path: string; readonly rows: number } {
  const path = existsSync(shared) ? shared : own;
  return { path, rows: readFileSync(path, 'utf8').trimEnd().split('\n').length - 1 };
}
