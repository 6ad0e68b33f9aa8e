import { readFileSync } from 'node:fs';
import { systemClock } from '@khue/domain/clock';
import { connectBus } from '@khue/store/bus/connectBus';
import { openStore } from '@khue/store/openStore';
import { downStatus } from '@khue/store/tier/heartbeat';
import { runTier, type Tier } from '@khue/store/tier/runTier';
import { tierLog } from '@khue/store/tier/tierLog';
import { readGatewayConfig } from './config.ts';
import { createGateway } from './createGateway.ts';
import packageJson from './package.json' with { type: 'json' };

const readText = (path: string) => readFileSync(path, 'utf8');

async function makeGateway(): Promise<Tier> {
  const config = readGatewayConfig(process.env, readText, packageJson.version);
  const store = await openStore(config.store);
  const bus = await connectBus({
    url: config.busUrl,
    clientId: `khue-gateway-${process.pid}`,
    will: downStatus('gateway', packageJson.version, systemClock, 'lost'),
  });
  const gateway = createGateway({ store, bus, clock: systemClock, log: tierLog('gateway') }, config.gateway);
  return {
    start: () => gateway.start(),
    async stop() {
      await gateway.stop();
      await Promise.all([bus.close(), store.close()]);
    },
    metrics: () => gateway.metrics(),
  };
}

await runTier('gateway', makeGateway);
