/** A process of its own that imports a file of schools, for a test to kill: what it works on comes as JSON. */
import { z } from 'zod';
import { openStore } from '@khue/store/openStore';
import { runImport } from '../registry/runImport.ts';

const orderSchema = z.object({ databaseUrl: z.string(), key: z.base64(), rows: z.int().positive() });

const order = orderSchema.parse(JSON.parse(process.argv[2] ?? ''));
const store = await openStore({
  databaseUrl: order.databaseUrl,
  secretKeys: new Map([['test-1', Buffer.from(order.key, 'base64')]]),
  activeKeyId: 'test-1',
  poolSize: 3,
  applicationName: 'khue-test-import',
});
const rows = Array.from({ length: order.rows }, (_, i) => `T-${i},Trường T${i},THPT`);
const bytes = Buffer.from(['Mã trường,Tên trường,Cấp học', ...rows].join('\n'));
await runImport(
  { store, bus: null, clock: { now: Date.now }, signal: new AbortController().signal, onProgress: () => {} },
  { kind: 'schools', fileName: 'bị ngắt.csv', bytes },
);
await store.close();
