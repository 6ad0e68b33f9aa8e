/** A process of its own that looks for changes of the feed without end, for a test to kill; tells each look on a line. */
import { writeSync } from 'node:fs';
import { z } from 'zod';
import { openStore } from '../openStore.ts';
import { parseSecretKeys } from '../vault.ts';

const orderSchema = z.object({ databaseUrl: z.string(), secretKeys: z.string() });

const { databaseUrl, secretKeys } = orderSchema.parse(JSON.parse(process.argv[2] ?? ''));
const { keys, activeKeyId } = parseSecretKeys(secretKeys);
const applicationName = 'khue-test-feed';
const store = await openStore({ databaseUrl, secretKeys: keys, activeKeyId, poolSize: 1, applicationName });
for (;;) {
  const { number } = await store.feed.look(new Date(), 300_000);
  writeSync(1, `${number}\n`);
}
