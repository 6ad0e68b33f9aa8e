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
  /** Cameras per school id. */
  readonly cameraCounts: ReadonlyMap<string, number>;
  /** Some school or camera is made by the simulator. */
  readonly hasSynthetic: boolean;
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Puts cameras into an order that depends on ids alone: a new name moves nothing. */
export function buildInventory(cameras: readonly Camera[], schools: readonly School[]): Inventory {
  const sorted = cameras.toSorted((a, b) => compare(a.schoolId, b.schoolId) || compare(a.id, b.id));
  const hash = createHash('sha256');
  const positions = new Map<string, number>();
  const cameraCounts = new Map<string, number>();
  for (const [position, camera] of sorted.entries()) {
    hash.update(camera.id).update(camera.schoolId);
    positions.set(camera.id, position);
    cameraCounts.set(camera.schoolId, (cameraCounts.get(camera.schoolId) ?? 0) + 1);
  }
  return {
    version: hash.digest().readUInt32BE(0),
    cameraIds: sorted.map((camera) => camera.id),
    schoolIds: sorted.map((camera) => camera.schoolId),
    positions,
    cameraCounts,
    hasSynthetic: schools.some((school) => school.synthetic) || sorted.some((camera) => camera.synthetic),
  };
}
