import { createHash } from 'node:crypto';
import type { Camera } from '@khue/domain/camera';
import type { School } from '@khue/domain/school';

/** What the live feed knows of the registry: which camera stands at which position. */
export interface Inventory {
  /** First 32 bits of the SHA-256 over all ids: the same index has the same version on every server and after a restart. */
  readonly version: number;
  /** Camera ids by position, sorted by school, then camera. */
  readonly cameraIds: readonly string[];
  /** School id at every position. */
  readonly schoolIds: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  /** Positions of a school's cameras, `[from, to)`, per school id. */
  readonly schoolSpans: ReadonlyMap<string, { readonly from: number; readonly to: number }>;
  /** Cameras per school id. */
  readonly cameraCounts: ReadonlyMap<string, number>;
  /** Some school or camera is made by the simulator. */
  readonly hasSynthetic: boolean;
}

const uuidLength = 36;

function spansOf(schoolIds: readonly string[]): Map<string, { from: number; to: number }> {
  const spans = new Map<string, { from: number; to: number }>();
  for (const [position, schoolId] of schoolIds.entries()) {
    const span = spans.get(schoolId);
    if (span === undefined) spans.set(schoolId, { from: position, to: position + 1 });
    else span.to = position + 1;
  }
  return spans;
}

/**
 * Puts cameras into an order that depends on ids alone: a new name moves nothing. One string per camera is sorted
 * without a comparator: half the time at 100,000 cameras.
 */
export function buildInventory(cameras: readonly Camera[], schools: readonly School[]): Inventory {
  const keys = cameras.map(({ schoolId, id }) => schoolId + id).sort();
  const cameraIds = keys.map((key) => key.slice(uuidLength));
  const schoolIds = keys.map((key) => key.slice(0, uuidLength));
  const schoolSpans = spansOf(schoolIds);
  const cameraCounts = new Map([...schoolSpans].map(([schoolId, { from, to }]) => [schoolId, to - from]));
  return {
    version: createHash('sha256').update(keys.join('')).digest().readUInt32BE(0),
    cameraIds,
    schoolIds,
    positions: new Map(cameraIds.map((id, position) => [id, position])),
    schoolSpans,
    cameraCounts,
    hasSynthetic: schools.some((school) => school.synthetic) || cameras.some((camera) => camera.synthetic),
  };
}
