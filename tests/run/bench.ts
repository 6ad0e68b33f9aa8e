import { cpus, loadavg, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { buildWeb } from '@khue/cli/start/webBuild';
import { alarmBeat } from '../bench/alarmBeat.ts';
import { audit } from '../bench/audit.ts';
import { auditBoard } from '../bench/auditBoard.ts';
import { coldStart } from '../bench/coldStart.ts';
import { decideRights } from '../bench/decide.ts';
import { type Bench, lineOf } from '../bench/figure.ts';
import { firstFrame } from '../bench/firstFrame.ts';
import { gatewayStreams } from '../bench/gatewayStreams.ts';
import { importCameras } from '../bench/importCameras.ts';
import { indicators } from '../bench/indicators.ts';
import { logAppend } from '../bench/logAppend.ts';
import { planMap } from '../bench/planMap.ts';
import { ogcItems } from '../bench/ogcItems.ts';
import { probes } from '../bench/probes.ts';
import { revocation } from '../bench/revocation.ts';
import { sheetCheck } from '../bench/sheetCheck.ts';

const benches: Readonly<Record<string, Bench>> = {
  decideRights,
  alarmBeat,
  importCameras,
  indicators,
  sheetCheck,
  probes,
  gatewayStreams,
  firstFrame,
  coldStart,
  audit,
  auditBoard,
  logAppend,
  ogcItems,
  revocation,
  planMap,
};

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function machine(): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const load = loadavg()
    .map((value) => value.toFixed(2))
    .join(' ');
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `${cpus().length} × ${model}, ${memory} GB, ${process.platform} ${release()}, Node ${process.version}, load ${load}`;
}

async function run(name: string, bench: Bench, signal: AbortSignal): Promise<boolean> {
  say(`○ ${name} (load ${loadavg()[0]?.toFixed(1)})`);
  let within = true;
  try {
    for await (const figure of bench({ say: (line) => say(`  ${line}`), signal })) {
      process.stdout.write(`${lineOf(figure)}\n`);
      if (figure.limit !== undefined && figure.value > figure.limit) {
        within = false;
        say(`× ${figure.name}: more than the limit of ${figure.limit} ${figure.unit}`);
      }
    }
    return within;
  } catch (error) {
    say(`× ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return false;
  }
}

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] } } });
const unknown = values.only.filter((name) => !Object.hasOwn(benches, name));
say(machine());
if (unknown.length > 0) {
  say(`there is no ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  process.exitCode = 1;
} else {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
  if (values.only.length === 0 || values.only.includes('firstFrame')) await buildWeb();
  const chosen = Object.entries(benches).filter(([name]) => values.only.length === 0 || values.only.includes(name));
  for (const [name, bench] of chosen) {
    if (interrupted.signal.aborted || !(await run(name, bench, interrupted.signal))) process.exitCode = 1;
  }
}
