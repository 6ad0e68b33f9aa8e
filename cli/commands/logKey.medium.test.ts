import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAnchorKey } from '@khue/store/logAnchor';
import { sampleEntry } from '@khue/store/testing/sampleLog';
import { openTestStore } from '@khue/store/testing/testDatabase';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const [first, second] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];

describe('khue log key change', () => {
  let ground: Awaited<ReturnType<typeof openTestStore>>;
  let folder: string;

  beforeAll(async () => {
    ground = await openTestStore();
    folder = mkdtempSync(join(tmpdir(), 'khue-log-key-'));
    writeFileSync(join(folder, 'new'), `${second}\n`);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await ground.close();
  });

  function khue(seed: string, ...parameters: readonly string[]): Promise<{ exitCode: number | string; text: string }> {
    const [entry] = ground.config.secretKeys;
    const keys = entry === undefined ? '' : `${entry[0]}:${Buffer.from(entry[1]).toString('base64')}`;
    const house = { KHUE_DATABASE_URL: ground.ownerUrl, KHUE_SECRET_KEYS: keys, KHUE_LOG_ANCHOR_KEY: seed };
    const env = { ...process.env, ...house, NO_COLOR: '1' };
    return new Promise((resolve) => {
      execFile(process.execPath, [main, 'log', ...parameters], { env, timeout: 60_000 }, (error, stdout, stderr) =>
        resolve({ exitCode: error?.code ?? 0, text: `${stdout}${stderr}` }),
      );
    });
  }

  it('lets anchors of the key before verify with the key after it alone, and stands in the log', async () => {
    await ground.store.log.append([sampleEntry()], new Date());
    const { number, hash } = await ground.store.log.head();
    const anchor = { day: '2026-11-25', number, hash: hash.toString('hex'), madeAt: new Date().toISOString() };
    await ground.store.log.addAnchor(readAnchorKey(first).sign(anchor));
    expect(await khue(second, 'verify')).toMatchObject({ exitCode: 1, text: expect.stringContaining('khoá không có') });
    expect(await khue(first, 'key', 'change')).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('--new-key'),
    });
    const changed = await khue(first, 'key', 'change', '--new-key', join(folder, 'new'));
    expect(changed).toMatchObject({ exitCode: 0, text: expect.stringContaining(readAnchorKey(second).publicPem) });
    expect(await ground.store.log.list({ action: 'log.key_changed' }, { limit: 2 })).toMatchObject([
      { details: { before: readAnchorKey(first).keyId, after: readAnchorKey(second).keyId } },
    ]);
    expect(await khue(second, 'verify')).toMatchObject({ exitCode: 0, text: expect.stringContaining('nguyên vẹn') });
    expect(await khue(second, 'key')).toEqual({ exitCode: 0, text: readAnchorKey(second).publicPem });
    const again = await khue(second, 'key', 'change', '--new-key', join(folder, 'new'));
    expect(again).toMatchObject({ exitCode: 1, text: expect.stringContaining('trùng') });
  });
});
