/** REG: what is on record of a camera, and whether the device agrees. */
import { z } from 'zod';
import type { RegistryFacts } from '../audit.ts';
import { isRead, fail, type Judge, pass, same, unknown, unread, type Value, warn } from './judging.ts';

const fieldNames = ['name', 'model', 'serialNumber', 'supportUntil', 'purpose', 'personInCharge'] as const;
const recordSchema = z.object({ fields: z.array(z.enum(fieldNames)) });
const namingSchema = z.object({ parts: z.array(z.enum(['name', 'hostname', 'osd'])) });
const positionSchema = z.object({ maxMetres: z.number().positive() });

function fieldOf({ name, asset }: RegistryFacts, field: (typeof fieldNames)[number]): string | null {
  return field === 'name' ? name : (asset?.[field] ?? null);
}

/** REG-01: every field is there; model and serial number are those of the device. */
const assetRecord: Judge = ({ readings: { registry, device }, threshold }) => {
  const facts = registry?.facts ?? null;
  if (facts === null) return unread(registry);
  const { fields } = recordSchema.parse(threshold);
  const missing = fields.filter((field) => fieldOf(facts, field) === null);
  const read = [registry, device];
  const count = same(`${fields.length - missing.length}/${fields.length}`);
  if (missing.length > 0) return fail('fields_missing', read, count, { fields: missing.join(' ') });
  if (!isRead(device)) return unread(device);
  for (const field of ['model', 'serialNumber'] as const) {
    const [registered, told] = [facts.asset?.[field] ?? null, device.facts[field]];
    if (told === null) return unknown('bad_reply', read);
    if (registered !== told) return fail('device_differs', read, same(told), { field, registered });
  }
  return pass(read, count);
};

/** Letters and digits alone count: a host name cannot hold what a code may. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** REG-02: name, host name and text on the picture carry the camera's code. */
const naming: Judge = ({ readings: { registry, scopes, hostname, overlay }, threshold }) => {
  if (!isRead(registry)) return unread(registry);
  const code = plain(registry.facts.code);
  const { parts } = namingSchema.parse(threshold);
  const sources = { name: scopes, hostname, osd: overlay } as const;
  const texts = {
    name: scopes?.facts?.flatMap((scope) => /\/name\/(.+)$/u.exec(scope)?.[1] ?? []) ?? null,
    hostname: !isRead(hostname) ? null : [hostname.facts],
    osd: overlay?.facts?.texts ?? null,
  } as const;
  const read = [registry, ...parts.map((part) => sources[part])];
  const seen = parts.filter((part) => texts[part] !== null);
  if (seen.length === 0) return unread(sources[parts[0] ?? 'name']);
  const wrong = seen.filter((part) => texts[part]?.some((text) => plain(text).includes(code)) !== true);
  const value = valueOf(seen.flatMap((part) => texts[part] ?? []));
  if (wrong.length > 0) return fail('names_differ', read, value, { parts: wrong.join(' '), code: registry.facts.code });
  if (seen.length === parts.length) return pass(read, value);
  return warn('names_in_part', read, value, { parts: parts.filter((part) => !seen.includes(part)).join(' ') });
};

function valueOf(texts: readonly string[]): Value | null {
  return texts.length === 0 ? null : same(texts.join(' · ').slice(0, 200));
}

/** Metres between two points, on a sphere. */
export function metresBetween(a: readonly [lon: number, lat: number], b: readonly [lon: number, lat: number]): number {
  const radians = Math.PI / 180;
  const half = (degrees: number) => Math.sin((degrees * radians) / 2) ** 2;
  const chord = half(b[1] - a[1]) + Math.cos(a[1] * radians) * Math.cos(b[1] * radians) * half(b[0] - a[0]);
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** REG-03: a position near the school's point, and a bearing. The zone is always there. */
const position: Judge = ({ readings: { registry }, threshold }) => {
  if (!isRead(registry)) return unread(registry);
  const { maxMetres } = positionSchema.parse(threshold);
  const { asset, bearing, schoolLon, schoolLat } = registry.facts;
  const missing = [
    ...(asset === null || asset.lon === null || asset.lat === null ? ['position'] : []),
    ...(bearing === null ? ['bearing'] : []),
  ];
  if (missing.length > 0) return fail('fields_missing', [registry], null, { fields: missing.join(' ') });
  if (schoolLon === null || schoolLat === null) return unknown('school_without_position', [registry]);
  const metres = metresBetween([asset?.lon ?? Number.NaN, asset?.lat ?? Number.NaN], [schoolLon, schoolLat]);
  const value = same(`${Math.round(metres)} m`);
  return metres <= maxMetres ? pass([registry], value) : fail('not_met', [registry], value);
};

export const regJudges: Readonly<Record<string, Judge>> = {
  'REG-01': assetRecord,
  'REG-02': naming,
  'REG-03': position,
};
