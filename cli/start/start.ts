import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemClock } from '@khue/domain/clock';
import { ConfigurationError } from '@khue/domain/environment';
import { checkFreeSpace } from '@khue/store/embedded/cluster';
import { openAppRole } from '@khue/store/appRole';
import { startEmbeddedPostgres } from '@khue/store/embedded/embeddedPostgres';
import type { Bus } from '@khue/store/bus/bus';
import { busUrlFor } from '@khue/store/bus/busSecrets';
import { connectBus } from '@khue/store/bus/connectBus';
import { startEmbeddedBroker } from '@khue/store/bus/embeddedBroker';
import type { FeedRepository } from '@khue/store/feed';
import { openJobs } from '@khue/store/jobs';
import { migrate } from '@khue/store/migrate';
import { openStore } from '@khue/store/openStore';
import { readSecretKeyFile } from '@khue/store/secretKeyFile';
import type { Store } from '@khue/store/store';
import { tierLog } from '@khue/store/tier/tierLog';
import packageJson from '../package.json' with { type: 'json' };
import { print, secondsSince, step, style } from '../terminal.ts';
import { type DataFolder, lockDataFolder, openDataFolder } from './dataFolder.ts';
import { accountCreated, firstAccount } from './firstAccount.ts';
import { simulatorEnvironment, type StartOptions, tierEnvironment } from './environment.ts';
import { healthy } from './healthCheck.ts';
import { openLogFile } from './logFile.ts';
import { checkPort, type InternalPorts, internalPorts } from './ports.ts';
import { Started } from './started.ts';
import { createSupervisor } from './supervisor.ts';
import { closeSyntheticInventory, createSyntheticCity } from './syntheticCity.ts';
import { buildWeb } from './webBuild.ts';
import { writeWholeFile } from './wholeFile.ts';

const editionWords = {
  postgresql: 'không có TimescaleDB',
  apache: 'bản Apache',
  community: 'bản Community',
} as const;

async function openOwnStore(folder: DataFolder, databaseUrl: string): Promise<Store> {
  const rereadSecretKeys = () => readSecretKeyFile(folder.secretKeysFile);
  const { keys, activeKeyId } = rereadSecretKeys();
  const applicationName = 'khue-start';
  return openStore({ databaseUrl, secretKeys: keys, activeKeyId, rereadSecretKeys, poolSize: 3, applicationName });
}

/**
 * The first account's one-time password: made at the first start, kept beside the keys (0600) to be shown again until its
 * owner has changed it at first sign-in. null from then on, and where that file is gone.
 */
async function firstPassword(store: Store, folder: DataFolder): Promise<string | null> {
  const { name, displayName } = firstAccount;
  const created = await store.accounts.createFirst(name, displayName, accountCreated('khue start'));
  if (created !== null) {
    try {
      writeWholeFile(folder.firstAccountFile, `${created.password}\n`, 0o600);
    } catch {
      print('! Không lưu được mật khẩu đầu tiên: hãy ghi lại ngay, lần sau không hiện nữa.');
    }
    return created.password;
  }
  if (!existsSync(folder.firstAccountFile)) return null;
  const password = readFileSync(folder.firstAccountFile, 'utf8').trim();
  if ((await store.accounts.authenticate(firstAccount.name, password)) !== null) return password;
  rmSync(folder.firstAccountFile, { force: true });
  return null;
}

/** What every part of a start needs. */
interface Site {
  readonly options: StartOptions;
  readonly folder: DataFolder;
  readonly ports: InternalPorts;
  readonly started: Started;
  readonly signal: AbortSignal;
  /** Called with the reason where the database server ends by itself. */
  readonly onDatabaseEnd: (reason: string) => void;
}

/** The ground floor: database, store, bus. */
interface Ground {
  readonly databaseUrl: string;
  readonly store: Store;
  readonly bus: Bus;
}

async function startDatabase({
  folder,
  started,
  signal,
  onDatabaseEnd,
}: Site): Promise<{ databaseUrl: string; store: Store }> {
  const server = await started.hold(
    step(
      'Cơ sở dữ liệu',
      () => startEmbeddedPostgres({ dataDir: folder.path, signal, onUnexpectedExit: onDatabaseEnd }),
      ({ dataDir }) => (dataDir === folder.path ? 'đã chạy' : `đã chạy, dữ liệu ở ${dataDir}`),
    ),
    { stop: (running) => running.stop(), kill: (running) => running.kill() },
  );
  const opening = step(
    'Kho dữ liệu',
    async () => {
      await migrate(server.url, 'up');
      // Everything but migrations works as a role that may not change the log, with a password for this run alone.
      const databaseUrl = await openAppRole(server.url, randomBytes(24).toString('base64url'));
      return { databaseUrl, store: await openOwnStore(folder, databaseUrl) };
    },
    ({ store: { version, edition } }) => `${version}, ${editionWords[edition]}`,
  );
  return started.hold(opening, { stop: ({ store }) => store.close() });
}

async function startGround(site: Site): Promise<Ground> {
  const { ports, started, folder } = site;
  const { busSecrets: secrets } = folder;
  const logFile = openLogFile(join(folder.logsDir, 'bus.log'));
  const log = tierLog('bus', { write: (line) => logFile.write(Buffer.from(line)) });
  let feed: FeedRepository | null = null;
  const proveClient = async (name: string, key: string): Promise<boolean> =>
    (await feed?.holderOf(key, new Date(systemClock.now())))?.account.name === name;
  const accounts = { secrets, log, proveClient };
  const broker = startEmbeddedBroker({ host: '127.0.0.1', port: ports.bus, accounts });
  await started.hold(broker, { stop: (running) => running.stop() });
  const connecting = connectBus({
    url: busUrlFor('cli', secrets, ports.bus),
    clientId: `khue-start-${process.pid}`,
    member: 'cli',
  });
  const [bus, database] = await Promise.all([
    started.hold(connecting, { stop: (connected) => connected.close() }),
    startDatabase(site),
  ]);
  ({ feed } = database.store);
  return { ...database, bus };
}

type RunTier = (
  name: string,
  entry: string,
  environment: Readonly<Record<string, string>>,
  nodeOptions?: readonly string[],
) => Promise<void>;

/** Children of this process, one a tier. */
function tierRunner({ folder, started, signal }: Site): RunTier {
  const supervisor = createSupervisor((name, code) => print(`! ${name} dừng (mã ${code ?? '–'}), đang chạy lại`));
  started.holdFirst(supervisor, { stop: (running) => running.stop(), kill: (running) => running.kill() });
  return (name, entry, environment, nodeOptions = []) =>
    supervisor.start(
      {
        name,
        entry: new URL(`../../${entry}`, import.meta.url),
        environment,
        logFile: join(folder.logsDir, `${name}.log`),
        nodeOptions,
      },
      signal,
    );
}

async function startTiers(site: Site, ground: Ground, run: RunTier): Promise<void> {
  const environmentOf = (tier: 'ingest' | 'gateway'): Readonly<Record<string, string>> =>
    tierEnvironment(tier, site.options, site.folder, site.ports, ground.databaseUrl);
  await step(
    'Thu nhận, camera',
    () =>
      Promise.all([
        run('ingest', 'ingest/main.ts', environmentOf('ingest')),
        run('gateway', 'camera-gateway/main.ts', environmentOf('gateway')),
      ]),
    () => 'đã chạy',
  );
}

async function startSyntheticCity(site: Site, { store, bus, databaseUrl }: Ground, run: RunTier): Promise<void> {
  const { options, folder, ports, started, signal } = site;
  const controlUrl = `http://127.0.0.1:${ports.simulatorControl}`;
  const city = createSyntheticCity({ store, bus, clock: systemClock, version: packageJson.version }, controlUrl);
  const environment = simulatorEnvironment(options, folder, ports);
  // A small young generation: 2,000 cameras then stay under 250 MB (simulator/README.md).
  await run('simulator', 'simulator/main.ts', environment, ['--max-semi-space-size=4']);
  await step(
    'Thành phố mô phỏng',
    () => city.importInventory(signal),
    ({ schools, cameras }) => `${schools} trường, ${cameras} camera (dữ liệu mô phỏng)`,
  );
  const jobs = await started.hold(openJobs(databaseUrl), { stop: (opened) => opened.stop() });
  await city.handInReports(jobs, signal);
  await started.hold(Promise.resolve(city.watch()), { stop: (watching) => watching.stop() });
}

async function startDashboard(site: Site, ground: Ground, run: RunTier): Promise<string> {
  const { options, folder, ports, signal } = site;
  const scheme = options.tls === null ? 'http' : 'https';
  const url = `${scheme}://${options.host === '0.0.0.0' ? '127.0.0.1' : options.host}:${options.port}`;
  await step(
    'Trang điều hành',
    async () => {
      const environment = tierEnvironment('dashboard', options, folder, ports, ground.databaseUrl);
      await run('dashboard', 'dashboard/server/main.ts', environment);
      await healthy(url, signal);
    },
    () => 'mọi phần đã sẵn sàng',
  );
  return url;
}

/** Starts the whole house on this machine and tells where to open it. */
async function startHouse(given: Omit<Site, 'folder' | 'ports'>, dataDir: string): Promise<void> {
  const { options, started, signal } = given;
  await checkPort(options.port, options.host);
  await checkFreeSpace(resolve(dataDir));
  const folder = openDataFolder(dataDir);
  await started.hold(lockDataFolder(folder), { stop: (unlock) => unlock() });
  const site: Site = { ...given, folder, ports: await internalPorts(folder.portsFile) };
  const web = step(
    'Giao diện',
    () => buildWeb(signal),
    (result) => (result === 'built' ? 'vừa dựng xong' : 'đã dựng sẵn'),
  );
  started.watch(web);
  const ground = await startGround(site);
  signal.throwIfAborted();
  const run = tierRunner(site);
  // The city is imported by this process; the tiers hear of it over the bus, so both start together.
  const parts: Promise<unknown>[] = [startTiers(site, ground, run), web];
  if (options.simulator) parts.push(startSyntheticCity(site, ground, run));
  else parts.push(closeSyntheticInventory(ground.store, ground.bus, systemClock, [], []));
  for (const part of parts) started.watch(part);
  await Promise.all(parts);
  signal.throwIfAborted();
  const url = await startDashboard(site, ground, run);
  const password = await firstPassword(ground.store, folder);
  print();
  print(`Mở trang     ${style.strong(url)}`);
  if (password !== null) {
    print(`Tài khoản    ${style.strong(firstAccount.name)}   mật khẩu ${style.strong(password)}`);
    print(style.muted('Mật khẩu này dùng một lần: lần đăng nhập đầu tiên sẽ yêu cầu đổi.'));
  }
  print(style.muted(`Dữ liệu ở ${folder.path}, nhật ký ở ${folder.logsDir}. Ctrl-C để dừng.`));
  print();
}

/** A signal sent twice within this time is one wish: npm passes on the Ctrl-C that the terminal sent already. */
const sameWishMs = 500;

/** Resolves at Ctrl-C (or its like) and aborts; at a second one everything is killed and this process leaves at once. */
async function interruptionOf(interruption: AbortController, started: Started): Promise<void> {
  let firstAt: number | undefined;
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        firstAt ??= performance.now();
        if (performance.now() - firstAt > sameWishMs) {
          started.kill();
          process.exit(130);
        }
        interruption.abort();
        done();
      });
    }
  });
}

/** `khue start`: the whole house on one machine, until Ctrl-C. Rejects with one sentence where it cannot start. */
export async function start(options: StartOptions, dataDir: string): Promise<void> {
  const began = performance.now();
  print();
  print(`${style.accent('✦')} ${style.strong('Khuê')} · trung tâm điều hành giáo dục thông minh`);
  print();
  const started = new Started();
  const interruption = new AbortController();
  const { signal } = interruption;
  const interrupted = interruptionOf(interruption, started);
  const databaseEnd = Promise.withResolvers<never>();
  // Told by the race below; an end that comes while the house is being stopped needs no telling.
  databaseEnd.promise.catch(() => {});
  const onDatabaseEnd = (reason: string): void => {
    const ended = new ConfigurationError(`Cơ sở dữ liệu tự dừng (${reason}). Hãy chạy lại: dữ liệu đã ghi vẫn còn.`);
    // A full disk is what ends a database most often: then that is what has to be told.
    checkFreeSpace(resolve(dataDir)).then(() => databaseEnd.reject(ended), databaseEnd.reject);
  };
  try {
    const house = startHouse({ options, started, signal, onDatabaseEnd }, dataDir);
    started.watch(house);
    await Promise.race([house, interrupted, databaseEnd.promise]);
    if (!signal.aborted) print(style.muted(`Khởi động hết ${secondsSince(began)}`));
    await Promise.race([interrupted, databaseEnd.promise]);
    print('Đang dừng …');
  } finally {
    interruption.abort();
    await started.stop();
  }
  print('Đã dừng, không còn tiến trình nào.');
}
