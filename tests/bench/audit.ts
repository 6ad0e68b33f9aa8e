import { AuditRunner } from '@khue/camera-gateway/audit/auditRunner';
import { AuditCity } from '@khue/camera-gateway/audit/testing/auditCity';
import { gatewayDefaults } from '@khue/camera-gateway/config';
import { CredentialQuarantine } from '@khue/camera-gateway/probe/credentialQuarantine';
import { cameraNetworks } from '@khue/camera-gateway/testing/openGuard';
import { systemClock } from '@khue/domain/clock';
import type { Store } from '@khue/store/store';
import { openOwnDatabase } from '../house/gatewayProcess.ts';
import { measureUsage } from '../house/processUsage.ts';
import { until } from '../house/until.ts';
import type { BenchContext, Figure } from './figure.ts';

const [schools, cameras] = [24, 96];
const limitS = 60;
const patienceMs = 600_000;
const recorded = { by: 'bench', at: new Date() };

async function permit(store: Store, schoolIds: string[]): Promise<void> {
  const permission = {
    schoolIds,
    scope: 'all' as const,
    addressRanges: ['127.0.0.0/8'],
    validFrom: new Date(Date.now() - 60_000).toISOString(),
    validTo: new Date(Date.now() + 3_600_000).toISOString(),
    signer: 'bench',
    paper: 'bench',
    credentialTesting: false,
  };
  await store.audits.addPermission(permission, recorded, () => []);
}

/**
 * An audit of 96 cameras of the synthetic city, which runs in a process of its own, within the limits that a house has:
 * two cameras and one stream of a school at once, 64 cameras in all, the main stream of each played for 10 s.
 */
export async function* audit({ say }: BenchContext): AsyncGenerator<Figure> {
  const database = await openOwnDatabase();
  const city = await AuditCity.start(schools, cameras);
  const { store } = database;
  const { audits } = gatewayDefaults;
  const runner = new AuditRunner(
    {
      store,
      clock: systemClock,
      log: { warn: () => {}, error: () => {} },
      quarantine: new CredentialQuarantine(systemClock),
      networks: cameraNetworks,
      random: Math.random,
    },
    { ...audits, version: 'bench' },
  );
  try {
    await store.schools.upsert(city.schools, new Date(0));
    await store.cameras.upsert(city.cameras, new Date(0));
    const schoolIds = (await store.schools.list()).map(({ id }) => id);
    await permit(store, schoolIds);
    const began = performance.now();
    const usage = measureUsage(process.pid);
    const id = await store.audits.startCampaign(
      { title: 'bench', profile: 'baseline-2026', profileVersion: 1, schoolIds, byDay: 'measured at any hour' },
      recorded,
      () => [],
    );
    runner.start();
    const campaign = await until(
      'the end of the audit',
      () => store.audits.campaign(id, null),
      (found) => found?.state === 'done',
      patienceMs,
    );
    const seconds = (performance.now() - began) / 1_000;
    say(`${campaign?.counts.done ?? 0} cameras, ${audits.sampleMs / 1_000} s of the main stream of each`);
    yield { name: 'audit96Cameras', value: seconds, unit: 's', limit: limitS };
    yield { name: 'audit96CamerasCpu', value: usage().cpuPercent, unit: '% of a core' };
  } finally {
    await runner.stop();
    await city.stop();
    await database.close();
  }
}
