import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildWeb } from '@khue/cli/start/webBuild';
import { provisionChromium } from '../environment/chromium.ts';
import { provisionForeignCamera } from '../environment/foreignCamera.ts';
import { provisionMosquitto } from '../environment/mosquitto.ts';
import { provisionTimescaleDb } from '../environment/timescaledb.ts';
import { runSteps } from './steps.ts';

const shared = new URL('../../../shared', import.meta.url).pathname;

/** `--project small` runs that kind alone; everything else is handed to vitest: files, `-t NAME`. */
const { values, tokens } = parseArgs({
  args: process.argv.slice(2),
  options: { project: { type: 'string' } },
  strict: false,
  tokens: true,
});
const ofProject = new Set(
  tokens.flatMap((token) => {
    if (token.kind !== 'option' || token.name !== 'project') return [];
    return token.inlineValue === false ? [token.index, token.index + 1] : [token.index];
  }),
);
const parameters = process.argv.slice(2).filter((_, index) => !ofProject.has(index));

const kinds = [
  { project: 'small', name: 'small: không vào ra · no input or output' },
  { project: 'medium', name: 'medium: cơ sở dữ liệu, trục tin, camera thật · real parts' },
  { project: 'whole', name: 'whole: cả hệ thống qua trình duyệt · the whole house' },
] as const;
const chosen = kinds.filter(({ project }) => values['project'] === undefined || values['project'] === project);
if (chosen.length === 0) {
  process.stdout.write(`  × --project: ${kinds.map(({ project }) => project).join(', ')}\n`);
  process.exit(1);
}

type Kind = (typeof kinds)[number];

async function runKind({ project, name }: Kind): Promise<boolean> {
  const filter = parameters.length > 0 ? ['--passWithNoTests', ...parameters] : [];
  return runSteps([{ name, run: ['vitest', 'run', '--project', project, ...filter], loud: true }]);
}

process.stdout.write('\n  Kiểm thử · tests\n\n');
const provided = await runSteps([
  { name: 'Chromium', run: () => void provisionChromium() },
  { name: 'camera lạ (GStreamer RTSP) · a foreign camera', run: provisionForeignCamera },
  { name: 'Mosquitto', run: provisionMosquitto },
  { name: 'giao diện · web client', run: async () => void (await buildWeb()) },
]);
process.stdout.write(
  existsSync(shared)
    ? '  ○ Có thư mục shared bên cạnh: nhóm kiểm thử trên dữ liệu thật cũng chạy.\n'
    : '  ○ Không có thư mục shared bên cạnh: nhóm kiểm thử trên dữ liệu thật không chạy lần này.\n',
);
// The first time it is fetched for a minute, which the small tests need not wait for.
const database = runSteps([{ name: 'TimescaleDB', run: provisionTimescaleDb }]);
let passed = provided;
for (const kind of chosen) {
  const ready = provided && (kind.project === 'small' || (await database));
  const kindPassed = ready && (await runKind(kind));
  passed &&= kindPassed;
}
passed &&= await database;
process.exitCode = passed ? 0 : 1;
