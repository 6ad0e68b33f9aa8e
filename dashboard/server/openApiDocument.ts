import { pino } from 'pino';
import { systemClock } from '@khue/domain/clock';
import type { Bus } from '@khue/store/bus/bus';
import type { Store } from '@khue/store/store';
import { buildServer } from './buildServer.ts';
import type { DashboardConfig } from './config.ts';
import { defaultHardening } from './hardening/hardeningConfig.ts';
import { dashboardParts } from './createDashboard.ts';

const config: DashboardConfig = {
  httpHost: '127.0.0.1',
  httpPort: 0,
  gatewayUrl: 'http://127.0.0.1:1',
  webDir: null,
  expectedTiers: ['dashboard'],
  trustedProxies: [],
  publicOrigin: null,
  cookieSecure: 'auto',
  sessionLifetimeMs: 60_000,
  secondFactor: 'required',
  wrongCodes: { limit: 20, windowMs: 24 * 3_600_000 },
  identityProvider: null,
  hardening: defaultHardening,
  statusStaleAfterMs: 60_000,
};

/**
 * The description of the API as the code has it. Registers the routes without anything behind them: a description
 * asks neither store nor bus.
 */
export async function openApiDocument(): Promise<unknown> {
  const store: Store = Object.create(null);
  const bus: Bus = Object.create(null);
  const emptyLayer = { geojson: '{"type":"FeatureCollection","features":[]}', attribution: '', version: '' };
  const parts = dashboardParts(
    {
      store,
      bus,
      clock: systemClock,
      log: pino({ level: 'silent' }),
      layers: { wards: { kind: 'approximate', ...emptyLayer }, base: emptyLayer },
      jobs: { enqueueImport: async () => {}, enqueueSheet: async () => {} },
    },
    config,
  );
  const { app } = await buildServer(parts);
  const document = app.swagger();
  await app.close();
  return document;
}
