import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDashboard, type Dashboard } from '@khue/dashboard-server/createDashboard';
import { defaultHardening, type HardeningConfig } from '@khue/dashboard-server/hardening/hardeningConfig';
import { type Ground, openGround, quickLimits, testConfig } from '@khue/dashboard-server/testing/testDashboard';
import { fillTwoWards, type TwoWards } from '@khue/dashboard-server/testing/twoWards';

/** A server that listens on loopback, with a city of two wards, and what it says about attacks. */
export interface AttackedServer {
  readonly port: number;
  readonly url: string;
  readonly ground: Ground;
  readonly city: TwoWards;
  readonly dashboard: Dashboard;
  /** Cookie of a session of the account that may do everything. */
  cookie(): Promise<string>;
  count(metric: string): number;
  close(): Promise<void>;
}

/** A file beside the served folder that must never be served. */
export const neighbour = 'khue-secret-neighbour';

export async function openAttackedServer(hardening: Partial<HardeningConfig> = {}): Promise<AttackedServer> {
  const ground = await openGround();
  const city = await fillTwoWards(ground);
  const folder = mkdtempSync(join(tmpdir(), 'khue-attack-'));
  const webDir = mkdtempSync(join(folder, 'web-'));
  writeFileSync(join(webDir, 'index.html'), '<!doctype html><title>Khuê</title>');
  writeFileSync(join(folder, 'secret.txt'), neighbour);
  const dashboard = createDashboard(
    ground.deps,
    { ...testConfig, webDir, hardening: { ...defaultHardening, ...hardening } },
    quickLimits,
  );
  await dashboard.start();
  const { port } = dashboard.address();
  const administrator = await city.holder('administrator');
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    ground,
    city,
    dashboard,
    cookie: () => administrator.cookie(),
    count: (metric) => dashboard.metrics()[metric] ?? Number.NaN,
    async close() {
      await dashboard.stop();
      await ground.close();
      rmSync(folder, { recursive: true });
    },
  };
}
