import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '@khue/domain/clock';
import { startEmbeddedPostgres } from '@khue/store/embedded/embeddedPostgres';
import { connectBus } from '@khue/store/bus/connectBus';
import { startEmbeddedBroker } from '@khue/store/bus/embeddedBroker';
import { migrate } from '@khue/store/migrate';
import { openStore } from '@khue/store/openStore';
import type { Store } from '@khue/store/store';
import { parseSecretKeys } from '@khue/store/vault';
import packageJson from '../package.json' with { type: 'json' };
import { print, step, style } from '../terminal.ts';
import { type DataFolder, lockDataFolder, openDataFolder } from './dataFolder.ts';
import { firstAccount } from './firstAccount.ts';
import { simulatorEnvironment, type StartOptions, tierEnvironment } from './environment.ts';
import { checkPort, internalPorts } from './ports.ts';
import { createSupervisor } from './supervisor.ts';
import { createSyntheticCity } from './syntheticCity.ts';
import { buildWeb } from './webBuild.ts';

/** What was started, latest last; stopped in reverse. */
type Stop = () => Promise<void> | void;

const editionWords = {
  postgresql: 'không có TimescaleDB',
  apache: 'bản Apache',
  community: 'bản Community',
} as const;

async function openOwnStore(folder: DataFolder, databaseUrl: string): Promise<Store> {
  const { keys, activeKeyId } = parseSecretKeys(readFileSync(folder.secretKeysFile, 'utf8').trim());
  return openStore({ databaseUrl, secretKeys: keys, activeKeyId, poolSize: 3, applicationName: 'khue-start' });
}

/**
 * The first account's password: made at the first start, kept beside the keys (0600) to be shown again. null where that
 * file is gone: whoever wrote the password down may delete it.
 */
async function firstPassword(store: Store, folder: DataFolder): Promise<string | null> {
  const created = await store.accounts.createFirst(firstAccount.name, firstAccount.displayName);
  if (created !== null) writeFileSync(folder.firstAccountFile, `${created.password}\n`, { mode: 0o600 });
  return existsSync(folder.firstAccountFile) ? readFileSync(folder.firstAccountFile, 'utf8').trim() : null;
}

async function healthy(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answer = await fetch(`${url}/healthz`, { signal }).catch(() => null);
    if (answer?.ok === true) return;
    await setTimeout(100, undefined, { signal });
  }
}

interface Base {
  readonly databaseUrl: string;
  readonly store: Store;
}

async function startDatabase(folder: DataFolder, stops: Stop[]): Promise<Base> {
  const server = await step(
    'Cơ sở dữ liệu',
    () => startEmbeddedPostgres({ dataDir: folder.path }),
    ({ dataDir }) => (dataDir === folder.path ? 'đã chạy' : `đã chạy, dữ liệu ở ${dataDir}`),
  );
  stops.push(() => server.stop());
  const store = await step(
    'Kho dữ liệu',
    async () => {
      await migrate(server.url, 'up');
      return openOwnStore(folder, server.url);
    },
    ({ version, edition }) => `${version}, ${editionWords[edition]}`,
  );
  stops.push(() => store.close());
  return { databaseUrl: server.url, store };
}

/** Starts the whole house on this machine. `stops` is filled as things start, so that a failure half-way can be undone. */
async function startHouse(
  options: StartOptions,
  folder: DataFolder,
  stops: Stop[],
  signal: AbortSignal,
): Promise<void> {
  await checkPort(options.port, options.host);
  stops.push(lockDataFolder(folder));
  const ports = await internalPorts(folder.portsFile);
  const web = step('Giao diện', buildWeb, (result) => (result === 'built' ? 'vừa dựng xong' : 'đã dựng sẵn'));
  const supervisor = createSupervisor((name, code) => print(`! ${name} dừng (mã ${code ?? '–'}), đang chạy lại`));
  const [{ databaseUrl, store }, broker] = await Promise.all([
    startDatabase(folder, stops),
    startEmbeddedBroker({ host: '127.0.0.1', port: ports.bus }),
  ]);
  stops.push(() => broker.stop());
  const bus = await connectBus({ url: `mqtt://127.0.0.1:${ports.bus}`, clientId: `khue-start-${process.pid}` });
  stops.push(() => bus.close());
  stops.push(() => supervisor.stop());

  const run = (
    name: string,
    entry: string,
    environment: Readonly<Record<string, string>>,
    nodeOptions: readonly string[] = [],
  ) =>
    supervisor.start({
      name,
      entry: new URL(`../../${entry}`, import.meta.url),
      environment,
      logFile: join(folder.logsDir, `${name}.log`),
      nodeOptions,
    });
  const environment = tierEnvironment(options, folder, ports, databaseUrl);
  const tiers = step(
    'Thu nhận, camera',
    () =>
      Promise.all([
        run('ingest', 'ingest/main.ts', environment),
        run('gateway', 'camera-gateway/main.ts', environment),
      ]),
    () => 'đã chạy',
  );
  if (options.simulator) {
    const city = createSyntheticCity(
      { store, bus, clock: systemClock, version: packageJson.version },
      `http://127.0.0.1:${ports.simulatorControl}`,
    );
    await run('simulator', 'simulator/main.ts', simulatorEnvironment(options, folder, ports), [
      '--max-semi-space-size=4',
    ]);
    await tiers;
    await step(
      'Thành phố mô phỏng',
      () => city.importInventory(signal),
      ({ schools, cameras }) => `${schools} trường, ${cameras} camera (dữ liệu mô phỏng)`,
    );
    const watching = city.watch();
    stops.push(() => watching.stop());
  }
  await Promise.all([tiers, web]);
  const url = `http://${options.host === '0.0.0.0' ? '127.0.0.1' : options.host}:${options.port}`;
  await step(
    'Trang điều hành',
    async () => {
      await run('dashboard', 'dashboard/server/main.ts', environment);
      await healthy(url, signal);
    },
    () => 'mọi phần đã sẵn sàng',
  );
  const password = await firstPassword(store, folder);
  print();
  print(`Mở trang     ${style.strong(url)}`);
  if (password !== null) print(`Tài khoản    ${style.strong(firstAccount.name)}   mật khẩu ${style.strong(password)}`);
  print(style.muted(`Dữ liệu ở ${folder.path}, nhật ký ở ${folder.logsDir}. Ctrl-C để dừng.`));
  print();
}

async function stopAll(stops: Stop[]): Promise<void> {
  for (const stop of stops.toReversed()) {
    try {
      await stop();
    } catch (error) {
      print(`! ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** `khue start`: the whole house on one machine, until Ctrl-C. Rejects with one sentence where it cannot start. */
export async function start(options: StartOptions, dataDir: string): Promise<void> {
  const began = performance.now();
  print();
  print(`${style.accent('✦')} ${style.strong('Khuê')} · trung tâm điều hành giáo dục thông minh`);
  print();
  const stops: Stop[] = [];
  const interrupted = new AbortController();
  const asked = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        interrupted.abort();
        done();
      });
    }
  });
  try {
    const house = startHouse(options, openDataFolder(dataDir), stops, interrupted.signal);
    await Promise.race([house, asked]);
    if (interrupted.signal.aborted) await house.catch(() => {});
    else print(style.muted(`Khởi động hết ${((performance.now() - began) / 1_000).toFixed(1).replace('.', ',')} s`));
    await asked;
    print('Đang dừng …');
  } finally {
    await stopAll(stops);
  }
  print('Đã dừng, không còn tiến trình nào.');
}
