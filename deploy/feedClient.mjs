// Lets a client of the feed into Mosquitto, or turns it out: `node deploy/feedClient.mjs add <name>` reads its key from the
// standard input, `remove <name>` takes its line away. What it may hear stands in mosquitto.acl (its own topic alone). Needs Node
// alone. Mosquitto reads the file again on SIGHUP.
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [action, name = '', folder = fileURLToPath(new URL('secrets', import.meta.url))] = process.argv.slice(2);
const members = new Set(['ingest', 'gateway', 'dashboard', 'cli']);
const path = `${folder}/bus_passwords`;

/** PBKDF2 with SHA-512, as mosquitto_passwd writes it (scheme 7). */
function mosquittoLine(password) {
  const salt = randomBytes(12);
  const iterations = 101;
  const digest = pbkdf2Sync(password, salt, iterations, 64, 'sha512');
  return `${name}:$7$${iterations}$${salt.toString('base64')}$${digest.toString('base64')}`;
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

if (!['add', 'remove'].includes(action)) fail('node deploy/feedClient.mjs add|remove <tên tài khoản · account name>');
if (!/^[a-z0-9][a-z0-9._-]{1,39}$/u.test(name) || members.has(name)) {
  fail('Tên tài khoản không hợp lệ. (Not the name of a client.)');
}
const kept = readFileSync(path, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith(`${name}:`));
if (action === 'add') {
  const key = readFileSync(0, 'utf8').trim();
  if (!/^khue-feed-[A-Za-z0-9_-]{43}$/u.test(key))
    fail('Đây không phải khoá của cổng dữ liệu. (Not a key of the data gateway.)');
  kept.push(mosquittoLine(key));
}
writeFileSync(`${path}.new`, `${kept.join('\n')}\n`, { mode: 0o444 });
renameSync(`${path}.new`, path);
process.stdout.write('Xong. Hãy chạy: docker compose kill -s HUP bus (Done; then make Mosquitto read it again.)\n');
