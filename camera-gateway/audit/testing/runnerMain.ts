/** The process of `startRunnerProcess`. */
import { pino } from 'pino';
import { z } from 'zod';
import { openStore } from '@khue/store/openStore';
import { gatewayDefaults } from '../../config.ts';
import { CredentialQuarantine } from '../../probe/credentialQuarantine.ts';
import { cameraNetworks } from '../../testing/openGuard.ts';
import { AuditRunner } from '../auditRunner.ts';

const storeSchema = z.object({
  databaseUrl: z.string(),
  secretKeys: z.array(z.tuple([z.string(), z.base64()])),
  activeKeyId: z.string(),
  poolSize: z.int(),
  applicationName: z.string(),
});
const { KHUE_TEST_STORE: told, KHUE_TEST_AHEAD_MS: ahead, KHUE_TEST_LEASE_MS: lease } = process.env;
const config = storeSchema.parse(JSON.parse(told ?? 'null'));
const keys = config.secretKeys.map(([id, key]) => [id, Buffer.from(key, 'base64')] as const);
const store = await openStore({ ...config, secretKeys: new Map(keys) });
const clock = { now: () => Date.now() + Number(ahead) };
const log = pino({ level: 'silent' });
const quarantine = new CredentialQuarantine(clock);
const runner = new AuditRunner(
  { store, clock, log, quarantine, networks: cameraNetworks, random: () => 0 },
  { ...gatewayDefaults.audits, version: '0.0.0', lookEveryMs: 100, sampleMs: 60_000, leaseMs: Number(lease) },
);
runner.start();
process.send?.('looks');
