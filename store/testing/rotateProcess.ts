/** A process of its own that rotates the keys, for a test to kill; tells each step on a line of its own. */
import { writeSync } from 'node:fs';
import { z } from 'zod';
import { openStore } from '../openStore.ts';
import { addSecretKey, readSecretKeyFile } from '../secretKeyFile.ts';

const orderSchema = z.object({ databaseUrl: z.string(), keyFile: z.string() });

const { databaseUrl, keyFile } = orderSchema.parse(JSON.parse(process.argv[2] ?? ''));
const { keys, activeKeyId } = readSecretKeyFile(keyFile);
const store = await openStore({
  databaseUrl,
  secretKeys: keys,
  activeKeyId,
  poolSize: 3,
  applicationName: 'khue-test-rotation',
});
writeSync(1, 'opened\n');
const result = await store.secrets.rotate(
  () => {
    const added = addSecretKey(keyFile, new Date());
    writeSync(1, 'file_written\n');
    return added;
  },
  ({ step }) => writeSync(1, `${step}\n`),
  () => [],
);
await store.close();
process.exitCode = result === null ? 1 : 0;
