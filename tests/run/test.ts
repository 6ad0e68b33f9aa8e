import { existsSync } from 'node:fs';
import { buildWeb } from '@khue/cli/start/webBuild';
import { provisionChromium } from '../environment/chromium.ts';
import { provisionForeignCamera } from '../environment/foreignCamera.ts';
import { provisionTimescaleDb } from '../environment/timescaledb.ts';
import { runSteps } from './steps.ts';

const shared = new URL('../../../shared', import.meta.url).pathname;

process.stdout.write('\n  Kiểm thử · tests\n\n');
const ready = await runSteps([
  { name: 'Chromium', run: () => void provisionChromium() },
  { name: 'camera lạ (GStreamer RTSP) · a foreign camera', run: provisionForeignCamera },
  { name: 'TimescaleDB', run: provisionTimescaleDb },
  { name: 'giao diện · web client', run: async () => void (await buildWeb()) },
]);
process.stdout.write(
  existsSync(shared)
    ? '  ○ Có thư mục shared bên cạnh: nhóm kiểm thử trên dữ liệu thật cũng chạy.\n'
    : '  ○ Không có thư mục shared bên cạnh: nhóm kiểm thử trên dữ liệu thật không chạy lần này.\n',
);
const parameters = process.argv.slice(2);
const passed =
  ready && (await runSteps([{ name: 'small, medium, whole', run: ['vitest', 'run', ...parameters], loud: true }]));
process.exitCode = passed ? 0 : 1;
