import { existsSync } from 'node:fs';
import { buildWeb } from '@khue/cli/start/webBuild';
import { provisionChromium } from '../environment/chromium.ts';
import { provisionForeignCamera } from '../environment/foreignCamera.ts';
import { provisionTimescaleDb } from '../environment/timescaledb.ts';
import { runSteps } from './steps.ts';

const shared = new URL('../../../shared', import.meta.url).pathname;
const parameters = process.argv.slice(2);

const kinds = [
  { project: 'small', name: 'small: không vào ra · no input or output' },
  { project: 'medium', name: 'medium: cơ sở dữ liệu, trục tin, camera thật · real parts' },
  { project: 'whole', name: 'whole: cả hệ thống qua trình duyệt · the whole house' },
] as const;

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
const passed =
  ready &&
  (await runSteps(
    kinds.map(({ project, name }) => ({
      name,
      run: [
        'vitest',
        'run',
        '--project',
        project,
        ...(parameters.length > 0 ? ['--passWithNoTests'] : []),
        ...parameters,
      ] as const,
      loud: true,
    })),
  ));
process.exitCode = passed ? 0 : 1;
