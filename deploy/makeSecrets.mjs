// Makes the secrets that docker-compose.yml names, once: `node deploy/makeSecrets.mjs`. Needs Node alone, no packages.
// What an existing folder holds is left as it is: new keys would not open the camera accounts that are stored. What it
// lacks, because a newer edition names more, is added.
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = process.argv[2] ?? fileURLToPath(new URL('secrets', import.meta.url));

/** A line of Mosquitto's password file: PBKDF2 with SHA-512, as mosquitto_passwd writes it (scheme 7). */
function mosquittoLine(name, password) {
  const salt = randomBytes(12);
  const iterations = 101;
  const digest = pbkdf2Sync(password, salt, iterations, 64, 'sha512');
  return `${name}:$7$${iterations}$${salt.toString('base64')}$${digest.toString('base64')}`;
}

/** Who has an account at the bus; what each may say and hear there stands in deploy/mosquitto.acl. */
const busMembers = ['ingest', 'gateway', 'dashboard', 'cli'];

function secrets() {
  const databasePassword = randomBytes(24).toString('base64url');
  const appPassword = randomBytes(24).toString('base64url');
  const today = new Date().toISOString().slice(0, 10);
  const busUrl = (member) => `mqtt://${member}:${randomBytes(24).toString('base64url')}@bus:1883`;
  return {
    database_password: databasePassword,
    app_database_url: `postgres://khue_app:${appPassword}@database:5432/khue`,
    log_anchor_key: randomBytes(32).toString('base64'),
    database_url: `postgres://khue:${databasePassword}@database:5432/khue`,
    bus_url_ingest: busUrl('ingest'),
    bus_url_gateway: busUrl('gateway'),
    bus_url_dashboard: busUrl('dashboard'),
    bus_url_cli: busUrl('cli'),
    secret_keys: `${today}:${randomBytes(32).toString('base64')}`,
  };
}

/** Mosquitto's password file, out of the addresses that hold the passwords; null where it fits them already. */
function busPasswords() {
  const path = `${folder}/bus_passwords`;
  const present = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const has = (member) => present.some((line) => line.startsWith(`${member}:`));
  if (busMembers.every((member) => has(member) && !made.includes(`bus_url_${member}`))) return null;
  const lines = busMembers.map((member) => {
    const url = new URL(readFileSync(`${folder}/bus_url_${member}`, 'utf8').trim());
    return mosquittoLine(member, url.password);
  });
  return `${lines.join('\n')}\n`;
}

// The folder is closed to other people of this machine. The files are not, because each container reads them as a
// user of its own.
mkdirSync(folder, { recursive: true, mode: 0o700 });
const made = [];
for (const [name, value] of Object.entries(secrets())) {
  if (existsSync(`${folder}/${name}`)) continue;
  writeFileSync(`${folder}/${name}`, `${value}\n`, { mode: 0o444, flag: 'wx' });
  made.push(name);
}
const passwords = busPasswords();
if (passwords !== null) {
  writeFileSync(`${folder}/bus_passwords.new`, passwords, { mode: 0o444 });
  renameSync(`${folder}/bus_passwords.new`, `${folder}/bus_passwords`);
  made.push('bus_passwords');
}
if (made.length === 0) {
  process.stderr.write(`Đã có ${folder}, giữ nguyên. (It is there already and is left as it is.)\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(
    `Đã tạo các khoá trong ${folder}: ${made.join(', ')}. Hãy sao lưu secret_keys. (Secrets made; back up secret_keys.)\n`,
  );
}
