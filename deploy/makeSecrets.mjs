// Makes the secrets that docker-compose.yml names, once: `node deploy/makeSecrets.mjs`. Needs Node alone, no packages.
// What an existing folder holds is left as it is: new keys would not open the camera accounts that are stored. What it
// lacks, because a newer edition names more, is added.
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = process.argv[2] ?? fileURLToPath(new URL('secrets', import.meta.url));

/** A line of Mosquitto's password file: PBKDF2 with SHA-512, as mosquitto_passwd writes it (scheme 7). */
function mosquittoLine(name, password) {
  const salt = randomBytes(12);
  const iterations = 101;
  const digest = pbkdf2Sync(password, salt, iterations, 64, 'sha512');
  return `${name}:$7$${iterations}$${salt.toString('base64')}$${digest.toString('base64')}`;
}

function secrets() {
  const databasePassword = randomBytes(24).toString('base64url');
  const appPassword = randomBytes(24).toString('base64url');
  const busPassword = randomBytes(24).toString('base64url');
  const today = new Date().toISOString().slice(0, 10);
  return {
    database_password: databasePassword,
    app_database_url: `postgres://khue_app:${appPassword}@database:5432/khue`,
    log_anchor_key: randomBytes(32).toString('base64'),
    database_url: `postgres://khue:${databasePassword}@database:5432/khue`,
    bus_passwords: mosquittoLine('khue', busPassword),
    bus_url: `mqtt://khue:${busPassword}@bus:1883`,
    secret_keys: `${today}:${randomBytes(32).toString('base64')}`,
  };
}

// The folder is closed to other people of this machine. The files are not, because each container reads them as a
// user of its own.
mkdirSync(folder, { recursive: true, mode: 0o700 });
const missing = Object.entries(secrets()).filter(([name]) => !existsSync(`${folder}/${name}`));
for (const [name, value] of missing) writeFileSync(`${folder}/${name}`, `${value}\n`, { mode: 0o444, flag: 'wx' });
if (missing.length === 0) {
  process.stderr.write(`Đã có ${folder}, giữ nguyên. (It is there already and is left as it is.)\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(
    `Đã tạo các khoá trong ${folder}: ${missing.map(([name]) => name).join(', ')}. Hãy sao lưu secret_keys. (Secrets made; back up secret_keys.)\n`,
  );
}
