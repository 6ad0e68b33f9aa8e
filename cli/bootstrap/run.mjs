// First step of every npm script. Plain JavaScript without dependencies, so that it runs on a machine that has only
// Node 20.19 and npm: installs the locked dependencies where they are missing or old, picks Node 24, hands over.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const entries = {
  start: ['cli/main.ts', 'start'],
  khue: ['cli/main.ts'],
  test: ['tests/run/test.ts'],
  check: ['tests/run/check.ts'],
  bench: ['tests/run/bench.ts'],
  soak: ['tests/run/soak.ts'],
  pictures: ['tests/run/pictures.ts'],
  sbom: ['tests/run/sbom.ts'],
};

function fail(sentence) {
  process.stderr.write(`\n  ${sentence}\n\n`);
  process.exit(1);
}

function atLeast(version, wanted) {
  const have = version.replace(/^v/u, '').split('.').map(Number);
  for (const [i, part] of wanted.entries()) {
    if (have[i] !== part) return have[i] > part;
  }
  return true;
}

function installDependencies() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const marker = join(root, 'node_modules', '.khue-lock');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  const began = Date.now();
  process.stdout.write('  ○ Cài các thư viện đã khoá phiên bản (lần đầu mất khoảng một phút) …\n');
  // stdin is closed and stdout kept, so that npm neither asks nor chatters; its errors are shown when it fails.
  const npm = spawnSync('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund', '--no-progress'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    process.stderr.write(npm.stderr ?? '');
    fail(
      'Không cài được thư viện: xem thông báo của npm ở trên (mạng, đĩa đầy, hay quyền ghi?). Chưa có gì khác thay đổi.',
    );
  }
  writeFileSync(marker, lock);
  process.stdout.write(`  ✓ Thư viện đã sẵn sàng (${((Date.now() - began) / 1000).toFixed(0)} s)\n`);
}

/** Node that strips types: this one, or the one that came with the dependencies. */
function modernNode() {
  if (atLeast(process.version, [24, 0])) return process.execPath;
  const packaged = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(packaged)) return packaged;
  return fail(
    `Khuê cần Node 24 trở lên; máy này có ${process.version} và không có bản đi kèm cho ${process.platform}-${process.arch}.`,
  );
}

function handOver(node, parameters) {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...parameters], {
    cwd: process.env.INIT_CWD && parameters[0] === join(root, 'cli/main.ts') ? process.env.INIT_CWD : root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(node)}:${join(root, 'node_modules', '.bin')}:${process.env.PATH}` },
  });
  // A terminal sends Ctrl-C to the child as well; a plain kill does not. Either way this process leaves last.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`Không chạy được ${node}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

const [name = '', ...rest] = process.argv.slice(2);
const entry = entries[name];
if (entry === undefined) fail(`Không có lệnh “${name}”. Các lệnh: ${Object.keys(entries).join(', ')}.`);
if (!atLeast(process.version, [20, 19])) fail(`Khuê cần Node 20.19 trở lên; máy này có ${process.version}.`);
installDependencies();
handOver(modernNode(), [join(root, entry[0]), ...entry.slice(1), ...rest]);
