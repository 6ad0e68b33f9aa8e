/**
 * Writes the list of the files that a ward layer is made of, once, by hand, when the source changes:
 *
 *   git clone https://github.com/thanglequoc/vietnamese-provinces-database, and check out the commit of the manifest
 *   node gis-data/listWardParts.ts CLONE/json/geojson/79_ho_chi_minh/wards
 *
 * Prints what the manifest has to say of the merged file: its SHA-256 and its size in bytes.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layerChecksum } from './layers.ts';
import { mergeWards } from './mergeWards.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Usage: node gis-data/listWardParts.ts FOLDER\n');
  process.exitCode = 1;
} else {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.geojson'))
    .toSorted((a, b) => (a < b ? -1 : 1));
  const parts = names.map((file) => ({ file, content: readFileSync(join(folder, file)) }));
  const list = parts.map(({ file, content }) => ({ file, sha256: layerChecksum(content) }));
  writeFileSync(new URL('wardParts.json', import.meta.url), `${JSON.stringify(list, null, 2)}\n`);
  const merged = mergeWards(parts.map(({ content }) => content));
  if (merged === null) throw new Error('A file of the folder is not a collection of one commune.');
  process.stdout.write(`${parts.length} files; merged: ${layerChecksum(merged)}, ${merged.length} bytes\n`);
}
