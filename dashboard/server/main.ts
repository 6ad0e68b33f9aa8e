import { systemClock } from '@khue/domain/clock';
import { loadLayers } from '@khue/gis-data/layers';
import { connectBus } from '@khue/store/bus/connectBus';
import { openJobs } from '@khue/store/jobs';
import { openStore } from '@khue/store/openStore';
import { secretKeyReader } from '@khue/store/secretKeyFile';
import { downStatus } from '@khue/store/tier/heartbeat';
import { runTier, type Tier } from '@khue/store/tier/runTier';
import { tierLog } from '@khue/store/tier/tierLog';
import { parseSecretKeys } from '@khue/store/vault';
import { readConfig } from './config.ts';
import { createDashboard } from './createDashboard.ts';
import product from './package.json' with { type: 'json' };

async function make(): Promise<Tier> {
  const { databaseUrl, busUrl, secretKeys, layersDir, dashboard: config } = readConfig(process.env);
  const log = tierLog('dashboard');
  const layers = await loadLayers(layersDir);
  const { keys, activeKeyId } = parseSecretKeys(secretKeys);
  const store = await openStore({
    databaseUrl,
    secretKeys: keys,
    activeKeyId,
    rereadSecretKeys: secretKeyReader(process.env),
    poolSize: 10,
    applicationName: 'khue-dashboard',
  });
  const jobs = await openJobs(databaseUrl);
  const will = downStatus('dashboard', product.version, systemClock, 'lost');
  const bus = await connectBus({ url: busUrl, clientId: `khue-dashboard-${process.pid}`, will });
  const dashboard = createDashboard({ store, bus, clock: systemClock, log, layers, jobs }, config);
  return {
    start: () => dashboard.start(),
    metrics: () => dashboard.metrics(),
    async stop() {
      await dashboard.stop();
      await Promise.all([jobs.stop(), bus.close()]);
      await store.close();
    },
  };
}

await runTier('dashboard', make);
