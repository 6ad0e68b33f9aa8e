import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@khue/store/embedded/freePort';
import { isAlive } from '@khue/store/embedded/processes';
import { installDebianPackages } from './chromium.ts';

const root = new URL('../../', import.meta.url).pathname;
const chrootFolder = join(root, '.test-env', 'timescaledb');
/** Written last, so that a broken-off installation is not taken for a whole one. */
const marker = join(chrootFolder, '.complete');
const packages = 'postgresql-17,postgresql-17-timescaledb';

/** Where the server's programs are: in the machine itself (trixie) or below a folder of the project (bookworm). */
interface Installation {
  readonly chroot: string | null;
  readonly bin: string;
}

function release(): string | null {
  const path = '/etc/os-release';
  return existsSync(path) ? (/^VERSION_CODENAME=(\w+)/mu.exec(readFileSync(path, 'utf8'))?.[1] ?? null) : null;
}

const bin = '/usr/lib/postgresql/17/bin';

function installed(): Installation | null {
  if (existsSync('/usr/share/postgresql/17/extension/timescaledb.control')) return { chroot: null, bin };
  return existsSync(marker) ? { chroot: chrootFolder, bin } : null;
}

/** The Debian mirror that this machine's own package manager uses; other sources may stand beside it. */
function mirror(): string {
  const indexes = execFileSync('apt-get', ['indextargets', '--format', '$(SITE) $(ORIGIN)'], { encoding: 'utf8' });
  const sites = indexes.split('\n').filter((line) => line.startsWith('http') && !line.includes('security'));
  const [site] = (sites.find((line) => line.endsWith(' Debian')) ?? sites[0] ?? '').split(' ');
  if (site === undefined || site === '') throw new Error('apt has no package source; see /etc/apt/sources.list');
  return site;
}

async function bootstrapTrixie(): Promise<void> {
  if (!existsSync('/usr/sbin/debootstrap')) installDebianPackages(['debootstrap'], 'debootstrap');
  rmSync(chrootFolder, { recursive: true, force: true });
  mkdirSync(chrootFolder, { recursive: true });
  const parameters = ['--variant=minbase', `--include=${packages}`, 'trixie', chrootFolder, mirror()];
  try {
    await promisify(execFile)('/usr/sbin/debootstrap', parameters, { maxBuffer: 64 << 20 });
  } catch (cause) {
    const said = cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : '';
    throw new Error(`Không cài được TimescaleDB: ${said.split('\n').slice(-5).join(' ')}`, { cause });
  }
  writeFileSync(marker, new Date().toISOString());
}

/**
 * Makes sure that a real TimescaleDB can be run: the server in `KHUE_TEST_TIMESCALE_URL`, the packages of Debian
 * trixie, or on bookworm as root a folder of the project with trixie's packages (about 1 GB, two minutes, once).
 * Throws a sentence that says what to install where none of these is possible.
 */
export async function provisionTimescaleDb(log: (line: string) => void): Promise<void> {
  if (process.env['KHUE_TEST_TIMESCALE_URL'] !== undefined || installed() !== null) return;
  const isRoot = process.getuid?.() === 0;
  if (release() === 'trixie') {
    installDebianPackages(['postgresql-17', 'postgresql-17-timescaledb'], 'TimescaleDB');
  } else if (release() === 'bookworm' && isRoot) {
    log('cài TimescaleDB vào .test-env (một lần, khoảng hai phút, 1 GB)');
    await bootstrapTrixie();
  } else {
    throw new Error(
      'Thiếu TimescaleDB thật. Hãy cài postgresql-17-timescaledb (Debian trixie), chạy bằng root trên bookworm, hoặc đặt KHUE_TEST_TIMESCALE_URL.',
    );
  }
}

/** Everything of a run lies in `<dataPrefix><process id of the run>`, so that a dead run's server can be told. */
const dataPrefix = 'khue-test-timescaledb-';

/** PostgreSQL refuses to run as root, and others than root cannot become `postgres`. */
const asServerUser = `
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --clear-groups "$@"; else "$@"; fi; }
`;

const startScript = `
set -e
data=$1 bin=$2 port=$3
${asServerUser}
rm -rf "$data"
mkdir -p "$data"
if [ "$(id -u)" = 0 ]; then chown postgres "$data"; fi
as $bin/initdb -D "$data" -U khue -A trust -E UTF8 --locale=C >/dev/null
as $bin/pg_ctl start -w -D "$data" -l "$data/server.log" -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='' -c shared_preload_libraries=timescaledb -c fsync=off -c timescaledb.telemetry_level=off -c max_connections=80 -c max_worker_processes=16" >/dev/null
`;

const stopScript = `
data=$1 bin=$2
${asServerUser}
as $bin/pg_ctl stop -m immediate -D "$data" >/dev/null
rm -rf "$data"
`;

/** Runs a script where the server's programs are; true where it succeeded. */
function runInside(installation: Installation, script: string, ...parameters: string[]): boolean {
  const shell = ['sh', '-c', script, 'sh', ...parameters];
  const { chroot } = installation;
  const [program, rest]: [string, string[]] = chroot === null ? ['env', shell] : ['chroot', [chroot, ...shell]];
  // The server inherits the streams of pg_ctl: they must not be pipes of ours, which would stay open.
  return spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

/** Ends the servers of runs that were killed before they could do so themselves. */
function endServersOfDeadRuns(installation: Installation): void {
  for (const name of readdirSync(`${installation.chroot ?? ''}/tmp`)) {
    const pid = name.startsWith(dataPrefix) ? Number(name.slice(dataPrefix.length)) : Number.NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) runInside(installation, stopScript, `/tmp/${name}`, installation.bin);
  }
}

/** Starts a fresh TimescaleDB on loopback for one run of the tests. */
export async function startTimescaleDb(): Promise<{ readonly url: string; stop(): void }> {
  const given = process.env['KHUE_TEST_TIMESCALE_URL'];
  if (given !== undefined) return { url: given, stop: () => {} };
  const found = installed();
  if (found === null) throw new Error('TimescaleDB chưa được cài cho các kiểm thử: hãy chạy npm test.');
  endServersOfDeadRuns(found);
  const port = await freePort();
  const data = `/tmp/${dataPrefix}${process.pid}`;
  if (!runInside(found, startScript, data, found.bin, String(port)))
    throw new Error(`TimescaleDB không khởi động được (xem ${found.chroot ?? ''}${data}/server.log)`);
  return {
    url: `postgres://khue@127.0.0.1:${port}/postgres`,
    stop() {
      runInside(found, stopScript, data, found.bin);
    },
  };
}
