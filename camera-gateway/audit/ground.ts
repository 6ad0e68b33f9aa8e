import type { RegistryFacts } from '@khue/domain/audit';
import type { HealthFacts } from '@khue/domain/auditReadings';
import type { CameraEndpoint, Store } from '@khue/store/store';

const monthMs = 30 * 86_400_000;

/** What is on record of a camera. */
export async function registryOf(
  store: Pick<Store, 'audits' | 'schools'>,
  { camera }: CameraEndpoint,
): Promise<RegistryFacts> {
  const [school, assets] = await Promise.all([store.schools.find(camera.schoolId), store.audits.assets([camera.id])]);
  return {
    code: camera.code,
    name: camera.name,
    zone: camera.zone,
    bearing: camera.bearing,
    schoolLon: school?.lon ?? null,
    schoolLat: school?.lat ?? null,
    asset: assets.get(camera.id) ?? null,
  };
}

/** How the product's own probes saw a camera in the last 30 days, as far back as samples are kept. */
export async function healthOf(store: Pick<Store, 'statuses'>, cameraId: string, nowMs: number): Promise<HealthFacts> {
  const [from, to] = [new Date(nowMs - monthMs), new Date(nowMs)];
  const changes = await store.statuses.history(cameraId, from, to);
  let [knownMs, upMs] = [0, 0];
  for (const [index, { at, state }] of changes.entries()) {
    const end = changes[index + 1]?.at ?? to;
    const spanMs = Math.max(0, end.getTime() - Math.max(at.getTime(), from.getTime()));
    if (state === 'unknown') continue;
    knownMs += spanMs;
    // A camera that refuses the account has answered.
    if (state !== 'offline') upMs += spanMs;
  }
  return { from: from.toISOString(), to: to.toISOString(), knownMs, upMs };
}
