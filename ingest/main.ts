import { readFileSync } from 'node:fs';
import { systemClock } from '@khue/domain/clock';
import { loadLayers } from '@khue/gis-data/layers';
import { connectBus } from '@khue/store/bus/connectBus';
import { openJobs } from '@khue/store/jobs';
import { openStore } from '@khue/store/openStore';
import { downStatus } from '@khue/store/tier/heartbeat';
import { runTier, type Tier } from '@khue/store/tier/runTier';
import { tierLog } from '@khue/store/tier/tierLog';
import { readIngestConfig } from './config.ts';
import { createIngest } from './createIngest.ts';
import packageJson from './package.json' with { type: 'json' };

async function makeIngest(): Promise<Tier> {
  const config = readIngestConfig(process.env, (path) => readFileSync(path, 'utf8'), packageJson.version);
  const store = await openStore(config.store);
  const [layers, jobs, bus, alarmBus] = await Promise.all([
    loadLayers(config.layersDir),
    openJobs(config.store.databaseUrl),
    connectBus({
      url: config.busUrl,
      clientId: `khue-ingest-${process.pid}`,
      will: downStatus('ingest', packageJson.version, systemClock, 'lost'),
    }),
    connectBus({ url: config.busUrl, clientId: `khue-ingest-alarms-${process.pid}`, member: 'ingest' }),
  ]);
  const log = tierLog('ingest');
  const { wardAt } = layers;
  const ingest = createIngest({ store, bus, alarmBus, jobs, clock: systemClock, log, wardAt }, config.ingest);
  return {
    start: () => ingest.start(),
    async stop() {
      await ingest.stop();
      await Promise.all([bus.close(), alarmBus.close()]);
      await store.close();
    },
    metrics: () => ingest.metrics(),
  };
}

await runTier('ingest', makeIngest);
