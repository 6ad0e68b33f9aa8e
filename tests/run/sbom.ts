/** What the product is made of, as a CycloneDX bill of materials out of the lock file: no network, the same every time. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readByHand } from './licences.ts';

const root = new URL('../../', import.meta.url);
const folder = new URL('dist/', root);
const file = new URL('khue.cdx.json', folder);

/** What this house promises of the bill: the part of CycloneDX 1.5 that readers rely on. */
const componentSchema = z.looseObject({
  'bom-ref': z.string().min(1),
  type: z.literal('library'),
  name: z.string().min(1),
  version: z.string().min(1),
  purl: z.string().regex(/^pkg:npm\/(?:%40[\w.-]+\/)?[\w.-]+@[\w.+-]+$/u),
  licenses: z.array(z.looseObject({})).optional(),
  hashes: z.array(z.object({ alg: z.string(), content: z.string().regex(/^[0-9a-f]+$/u) })).optional(),
});
const billSchema = z.looseObject({
  $schema: z.literal('http://cyclonedx.org/schema/bom-1.5.schema.json'),
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.5'),
  serialNumber: z.string().regex(/^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u),
  version: z.literal(1),
  metadata: z.looseObject({ timestamp: z.iso.datetime().optional(), component: z.looseObject({ name: z.string() }) }),
  components: z.array(componentSchema).min(1),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
});
type Bill = z.infer<typeof billSchema>;

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), dev: z.boolean().optional(), link: z.boolean().optional() }),
  ),
});

/** A serial number that the lock file gives: the same packages make the same bill (RFC 9562, version 8). */
function serialNumberOf(lock: Buffer): string {
  const hex = createHash('sha256').update(lock).digest('hex');
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${groups.join('-')}`;
}

/** Leaves out where things were fetched and when the bill was made, and puts faulty names right. */
function cleaned(bill: Bill, lock: Buffer): Bill {
  const { timestamp: _, component, ...metadata } = bill.metadata;
  const read = new Map(
    Object.entries(readByHand).map(([path, licence]) => [path.split('node_modules/').at(-1), licence]),
  );
  return {
    ...bill,
    serialNumber: serialNumberOf(lock),
    metadata: { ...metadata, component: { ...component, type: 'application', name: 'khue' } },
    components: bill.components.map(({ externalReferences: _left, ...one }) => {
      const licence = read.get(one['bom-ref'].replace(/@[^@]+$/u, ''));
      return licence === undefined ? one : { ...one, licenses: [{ license: { id: licence } }] };
    }),
  };
}

/** `pkg:npm/name@version` of what ships: in the lock file and not for development only. */
function shippedOf(lock: Buffer): Set<string> {
  const { packages } = lockSchema.parse(JSON.parse(lock.toString('utf8')));
  return new Set(
    Object.entries(packages)
      .filter(([path, entry]) => path.includes('node_modules/') && entry.dev !== true && entry.link !== true)
      .map(([path, { version }]) => `pkg:npm/${path.split('node_modules/').at(-1)}@${version}`),
  );
}

/** Without what is for development alone; npm's own omission leaves out what tests share with the product. */
function shippedOnly(bill: Bill, shipped: ReadonlySet<string>): Bill {
  const components = bill.components.filter(
    ({ purl, name }) => shipped.has(decodeURIComponent(purl)) || (purl.includes('/%40khue/') && name !== 'tests'),
  );
  const kept = new Set([...components.map((one) => one['bom-ref']), String(bill.metadata.component['bom-ref'])]);
  const dependencies = bill.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }));
  return { ...bill, components, dependencies };
}

/** Sentences on what is not as promised; none: the bill is whole. */
function faultsOf(bill: Bill, shipped: ReadonlySet<string>): string[] {
  const refs = new Set(bill.components.map((component) => component['bom-ref']));
  const names = new Set(bill.components.map(({ purl }) => decodeURIComponent(purl)));
  const missing = [...shipped].filter((purl) => !names.has(purl));
  const { $schema: _, ...rest } = bill;
  return [
    ...missing.map((purl) => `${purl} ships and is not in the bill`),
    ...(refs.size === bill.components.length ? [] : ['two components have one name']),
    ...(/https?:\/\//u.test(JSON.stringify(rest)) ? ['an address of a server is in the bill'] : []),
  ];
}

const lock = readFileSync(new URL('package-lock.json', root));
const made = execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--offline'], {
  cwd: fileURLToPath(root),
  encoding: 'utf8',
  maxBuffer: 64 * 1_048_576,
  shell: process.platform === 'win32',
});
const shipped = shippedOf(lock);
const bill = billSchema.parse(shippedOnly(cleaned(billSchema.parse(JSON.parse(made)), lock), shipped));
const faults = faultsOf(bill, shipped);
mkdirSync(folder, { recursive: true });
writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
process.stdout.write(`\n  ${bill.components.length} thành phần · components → ${fileURLToPath(file)}\n`);
for (const fault of faults) process.stderr.write(`  × ${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
