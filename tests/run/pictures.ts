import { buildWeb } from '@khue/cli/start/webBuild';
import { provisionChromium } from '../environment/chromium.ts';
import { provisionForeignCamera } from '../environment/foreignCamera.ts';
import { runSteps } from './steps.ts';

/** Whole tests on whose way the pictures of the guides lie. */
const takers = ['live', 'administration', 'alarms', 'statistics', 'planning', 'audit', 'feed'] as const;

/** `npm run pictures` renews all of docs/pictures, `npm run pictures -- alarms` those of one test. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => takers.every((taker) => taker !== name));
const chosen = takers.filter((taker) => wanted.length === 0 || wanted.includes(taker));

if (unknown.length > 0) {
  process.stdout.write(`  × ${unknown.join(', ')}: ${takers.join(', ')}\n`);
  process.exitCode = 1;
} else {
  process.env['KHUE_PICTURES_DIR'] = new URL('../../docs/pictures', import.meta.url).pathname;
  process.stdout.write('\n  Hình của các hướng dẫn · pictures of the guides\n\n');
  const files = chosen.map((name) => `tests/${name}.test.ts`);
  const ready = await runSteps([
    { name: 'Chromium', run: () => void provisionChromium() },
    { name: 'camera lạ (GStreamer RTSP) · a foreign camera', run: provisionForeignCamera },
    { name: 'giao diện · web client', run: async () => void (await buildWeb()) },
  ]);
  const name = 'kiểm thử cả hệ thống · the whole tests';
  const run = ['vitest', 'run', '--project', 'whole', ...files] as const;
  const passed = ready && (await runSteps([{ name, run, loud: true }]));
  process.exitCode = passed ? 0 : 1;
}
