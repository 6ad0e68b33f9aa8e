import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '@khue/store/embedded/freePort';
import { type House, runKhue, startHouse } from './house/house.ts';
import { until } from './house/until.ts';

const healthSchema = z.object({ ok: z.boolean(), tiers: z.array(z.object({ tier: z.string(), state: z.string() })) });
const stopWithinMs = 5_000;
const small = ['--schools', '3', '--cameras', '6'];
const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'khue-start-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Command lines of living processes that name a folder: the database server and whatever else works on it. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        return line !== '' && (line.includes(folder) || environment.includes(folder)) ? [line] : [];
      } catch {
        return [];
      }
    });
}

async function schoolCount(house: House): Promise<number> {
  const signedIn = await fetch(`${house.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(house.account),
  });
  const cookie = z.string().parse(signedIn.headers.get('set-cookie')).split(';')[0] ?? '';
  const answer = await fetch(`${house.url}/api/schools`, { headers: { cookie } });
  return z.object({ schools: z.array(z.unknown()) }).parse(await answer.json()).schools.length;
}

/** A start that must fail: exit code and what it said. */
async function failedStart(parameters: readonly string[]): Promise<{ code: number | null; said: string }> {
  const { output, ended } = runKhue(['start', ...parameters]);
  return { code: await ended, said: output() };
}

describe('khue start', () => {
  it('has every tier up, leaves no process after Ctrl-C within 5 s, and keeps its data for the next start', async () => {
    const dataDir = newFolder();
    const first = await startHouse({ dataDir, parameters: small });
    const health = healthSchema.parse(await (await fetch(`${first.url}/healthz`)).json());
    expect(health.tiers.map(({ tier, state }) => `${tier} ${state}`).toSorted()).toEqual([
      'bus up',
      'dashboard up',
      'database up',
      'gateway up',
      'ingest up',
      'simulator up',
    ]);
    const { code, tookMs } = await first.stop();
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(stopWithinMs);
    expect(processesOf(dataDir)).toEqual([]);

    // As an older edition leaves a folder: nobody has a secret for the bus yet.
    const busSecrets = join(dataDir, 'keys', 'bus-secrets');
    expect(statSync(busSecrets).mode & 0o777).toBe(0o600);
    rmSync(busSecrets);
    const second = await startHouse({ dataDir, parameters: small });
    expect(second.account).toEqual(first.account);
    expect(await schoolCount(second)).toBe(3);
    await second.stop();
  });

  it('shows nothing synthetic any more once the synthetic city is left out', async () => {
    const dataDir = newFolder();
    const withCity = await startHouse({ dataDir, parameters: small });
    expect(await schoolCount(withCity)).toBe(3);
    await withCity.stop();
    const without = await startHouse({ dataDir, parameters: ['--no-simulator'] });
    expect(await schoolCount(without)).toBe(0);
    await without.stop();
  });

  it('recovers after kill -9', async () => {
    const dataDir = newFolder();
    const killed = await startHouse({ dataDir, parameters: small });
    killed.process.kill('SIGKILL');
    const again = await startHouse({ dataDir, parameters: small });
    expect(await schoolCount(again)).toBe(3);
    await again.stop();
    expect(
      await until(
        'no process left',
        async () => processesOf(dataDir),
        (left) => left.length === 0,
        10_000,
      ),
    ).toEqual([]);
  });

  it('says in one sentence that the port is taken', async () => {
    const other = createServer();
    const port = await freePort();
    await new Promise<void>((done) => {
      other.listen(port, '127.0.0.1', done);
    });
    const { code, said } = await failedStart(['--data', newFolder(), '--port', String(port)]);
    other.close();
    expect(code).toBe(1);
    expect(said).toContain(`Cổng ${port} đang được chương trình khác dùng.`);
  });

  it('says in one sentence that the folder cannot be written', async () => {
    const file = join(newFolder(), 'a-file');
    writeFileSync(file, '');
    const { code, said } = await failedStart(['--data', join(file, 'data'), '--port', String(await freePort())]);
    expect(code).toBe(1);
    expect(said).toContain(`Không ghi được vào thư mục dữ liệu ${join(file, 'data')}`);
  });

  it('says in one sentence that the key is wrong, and changes nothing', async () => {
    const dataDir = newFolder();
    const house = await startHouse({ dataDir, parameters: small });
    await house.stop();
    const keyFile = join(dataDir, 'keys', 'secret-keys');
    const rightKey = readFileSync(keyFile, 'utf8');
    writeFileSync(keyFile, `${rightKey.split(':')[0]}:${randomBytes(32).toString('base64')}\n`);
    const { code, said } = await failedStart(['--data', dataDir, '--port', String(await freePort()), ...small]);
    expect(code).toBe(1);
    expect(said).toContain('Khoá mã hoá không mở được mật khẩu camera đã lưu');
    expect(processesOf(dataDir)).toEqual([]);
    writeFileSync(keyFile, rightKey);
    const mended = await startHouse({ dataDir, parameters: small });
    await mended.stop();
  });

  it('names the option that does not fit', async () => {
    const { code, said } = await failedStart(['--port', '99999']);
    expect(code).toBe(1);
    expect(said).toContain('--port');
  });
});
