import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { auditBoardSchema } from '@khue/domain/auditApi';
import { auditRules } from '@khue/domain/auditRules';
import { startEmbeddedBroker } from '@khue/store/bus/embeddedBroker';
import { freePort } from '@khue/store/embedded/freePort';
import type { Store } from '@khue/store/store';
import { judgeAll } from '@khue/store/testing/judgedAudit';
import { addSampleAccount } from '@khue/store/testing/sampleAccounts';
import { sampleCamera } from '@khue/store/testing/sampleInventory';
import { openOwnDatabase } from '../house/gatewayProcess.ts';
import { residentMb } from '../house/processUsage.ts';
import { citySchools, fillRegister } from './cityFigures.ts';
import { type BenchContext, type Figure, median } from './figure.ts';

const cameras = 60_000;
/** A tenth of the schools, and with them a tenth of the cameras. */
const smallSchools = citySchools / 10;
const waivers = 200;
const warmUp = 20;
const readings = 200;
const limitMs = 300;
const day = 86_400_000;
const recorded = { by: 'bench', at: new Date() };

async function start(store: Store, schoolIds: readonly string[]): Promise<string> {
  const campaign = { title: 'bench', profile: 'baseline-2026', profileVersion: 1, schoolIds, byDay: null };
  return store.audits.startCampaign(campaign, recorded, () => []);
}

async function waive(store: Store, schoolIds: readonly string[]): Promise<void> {
  const span = {
    validFrom: new Date(Date.now() - day).toISOString(),
    validTo: new Date(Date.now() + day).toISOString(),
  };
  for (let at = 0; at < waivers; at += 1) {
    const schoolId = schoolIds[(at * 17) % schoolIds.length] ?? '';
    const waiver = { ruleId: auditRules[at % auditRules.length]?.id ?? '', schoolId, cameraId: null };
    const why = { reason: 'có căn cứ của Sở', approver: 'bench' };
    await store.audits.addWaiver({ ...waiver, ...why, ...span }, recorded, () => []);
  }
}

/** The dashboard as a process of its own, and a session of an inspector of the city. */
async function openDashboard(database: Awaited<ReturnType<typeof openOwnDatabase>>, busPort: number) {
  const port = await freePort();
  const { store } = database;
  const accountId = await addSampleAccount(database.databaseUrl, 'thanh.tra', 'person');
  const always = { relation: 'territorial', zones: null, validFrom: 0, validTo: null } as const;
  await store.access.addGrant({ accountId, role: 'inspector', scopeId: null, ...always }, null, () => []);
  const session = { accountId, stage: 'full', lifetimeMs: 3_600_000, address: null, agent: null } as const;
  const { token } = await store.accounts.openSession({ ...session, at: new Date() }, () => []);
  const child = fork(new URL('../../dashboard/server/main.ts', import.meta.url), {
    env: {
      ...process.env,
      KHUE_DATABASE_URL: database.databaseUrl,
      KHUE_BUS_URL: `mqtt://127.0.0.1:${busPort}`,
      KHUE_SECRET_KEYS: database.secretKeys,
      KHUE_GATEWAY_URL: 'http://127.0.0.1:1',
      KHUE_HTTP_PORT: String(port),
      KHUE_EXPECTED_TIERS: 'database,bus,dashboard',
      KHUE_REQUESTS_PER_ACCOUNT_PER_SECOND: '200',
    },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return { child, url: `http://127.0.0.1:${port}`, cookie: `khue_session=${token}` };
}

/** Milliseconds of the first page of a board, one after the other, in rising order. */
async function readBoard(url: string, cookie: string, signal: AbortSignal): Promise<readonly number[]> {
  const tookMs: number[] = [];
  for (let reading = -warmUp; reading < readings; reading += 1) {
    const began = performance.now();
    const answer = await fetch(url, { headers: { cookie }, signal });
    const body = await answer.text();
    if (reading >= 0) tookMs.push(performance.now() - began);
    if (!answer.ok) throw new Error(`the board answered ${answer.status}: ${body}`);
    if (reading === -warmUp && auditBoardSchema.parse(JSON.parse(body)).schools.length !== 50) {
      throw new Error('the page does not hold 50 schools');
    }
  }
  return tookMs.toSorted((a, b) => a - b);
}

const p99 = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;

/**
 * The first page of the board of an audit of the whole city, every rule judged on every camera, waivers laid over it; and
 * the same of an audit of a tenth of it, so that growth is seen.
 */
export async function* auditBoard({ say, signal }: BenchContext): AsyncGenerator<Figure> {
  const database = await openOwnDatabase();
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts: null });
  let child: ChildProcess | undefined;
  try {
    const { store } = database;
    await fillRegister(store);
    const schools = await store.schools.list();
    const hung = Array.from({ length: cameras }, (_, at) => {
      const { code = '' } = schools[at % schools.length] ?? {};
      return sampleCamera(`${code}/${at}`, code, { credentials: null });
    });
    await store.cameras.upsert(hung, recorded.at);
    const schoolIds = schools.map(({ id }) => id);
    const small = await start(store, schoolIds.slice(0, smallSchools));
    const whole = await start(store, schoolIds);
    const began = performance.now();
    await judgeAll(
      database.ownerUrl,
      auditRules.map(({ id }) => id),
    );
    await waive(store, schoolIds);
    say(
      `${cameras} cameras with ${auditRules.length} verdicts each in ${((performance.now() - began) / 1_000).toFixed(0)} s`,
    );
    const dashboard = await openDashboard(database, broker.port);
    ({ child } = dashboard);
    await once(child, 'message', { signal });
    const read = async (id: string) => readBoard(`${dashboard.url}/api/audits/${id}/board`, dashboard.cookie, signal);
    const ofSmall = await read(small);
    const before = residentMb(child.pid ?? 0);
    const ofWhole = await read(whole);
    yield { name: 'auditBoardMedianOf6000', value: median(ofSmall), unit: 'ms' };
    yield { name: 'auditBoardP99Of6000', value: p99(ofSmall), unit: 'ms', limit: limitMs };
    yield { name: 'auditBoardMedian', value: median(ofWhole), unit: 'ms' };
    yield { name: 'auditBoardP99', value: p99(ofWhole), unit: 'ms', limit: limitMs };
    yield { name: 'auditBoardRss', value: residentMb(child.pid ?? 0), unit: 'MB' };
    yield { name: 'auditBoardRssGrowth', value: residentMb(child.pid ?? 0) - before, unit: 'MB' };
  } finally {
    if (child !== undefined) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }
    await broker.stop();
    await database.close();
  }
}
