import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Licences that ship with an Apache-2.0 product. MPL-2.0: whole packages, unchanged. GPL, AGPL, SSPL are not here. */
const allowed = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'OFL-1.1',
  'MPL-2.0',
  'Zlib',
  'PostgreSQL',
]);

/** Packages whose licence field is faulty; the licence was read in the package itself. */
export const readByHand: Readonly<Record<string, string>> = {
  // BSD-3-Clause, misspelt as BDS-3-Clause in its package.json.
  'node_modules/splaytree-ts': 'BSD-3-Clause',
  // Nothing in its package.json; LICENSE holds the text of the MIT licence.
  'node_modules/png-js': 'MIT',
};

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ dev: z.boolean().optional(), link: z.boolean().optional(), license: z.string().optional() }),
  ),
});

/** True for an SPDX expression of which one alternative (OR) consists of allowed licences alone (AND). */
export function isAllowed(expression: string): boolean {
  const plain = expression.replaceAll(/[()]/gu, '');
  return plain
    .split(' OR ')
    .some((alternative) => alternative.split(' AND ').every((name) => allowed.has(name.trim())));
}

/** Reads the lock file; throws with every shipped package whose licence is unknown or not on the list. */
export function checkLicences(): void {
  const lock = lockSchema.parse(JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')));
  const shipped = Object.entries(lock.packages).filter(
    ([path, entry]) => path.includes('node_modules/') && entry.dev !== true && entry.link !== true,
  );
  const faults = shipped.filter(([path, { license }]) => !isAllowed(readByHand[path] ?? license ?? 'none'));
  if (shipped.length === 0) throw new Error('the lock file names no packages');
  if (faults.length > 0)
    throw new Error(faults.map(([path, { license }]) => `${path}: ${license ?? 'no licence'}`).join('\n'));
}
