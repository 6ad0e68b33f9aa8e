import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

const page = '<!doctype html><title>Khuê</title>';
const script = 'console.log("khue");'.repeat(100);
let folder: string;
let ground: Ground;
let dashboard: TestDashboard;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'khue-web-'));
  const web = join(folder, 'web');
  mkdirSync(join(web, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'outside the web folder');
  writeFileSync(join(web, 'index.html'), page);
  writeFileSync(join(web, '.env'), 'hidden');
  writeFileSync(join(web, 'assets', 'main-a1b2c3.js'), script);
  writeFileSync(join(web, 'assets', 'main-a1b2c3.js.br'), brotliCompressSync(script));
  ground = await openGround();
  dashboard = await openTestDashboard(ground, { webDir: web });
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
  rmSync(folder, { recursive: true });
});

function get(url: string, headers: Record<string, string> = {}) {
  return dashboard.app.inject({ url, headers });
}

describe('web files', () => {
  it.each(['/', '/index.html', '/truong/MP-TH-01', '/ban-do?school=1'])('answers %s with the page', async (url) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe(page);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(answer.headers['content-security-policy']).toBeDefined();
  });

  it('lets hashed files be kept for a year and sends what the build compressed', async () => {
    const answer = await get('/assets/main-a1b2c3.js', { 'accept-encoding': 'gzip, deflate, br' });
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-encoding']).toBe('br');
    expect(answer.headers['content-type']).toContain('javascript');
    expect(brotliDecompressSync(answer.rawPayload).toString()).toBe(script);
    expect((await get('/assets/main-a1b2c3.js')).body).toBe(script);
  });

  it.each(['/assets/gone.js', '/api/nothing', '/api', '/video', '/healthz/x'])(
    'does not pass the page off as %s',
    async (url) => {
      const answer = await get(url);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ code: 'KHUE_NOT_FOUND' });
    },
  );

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '//secret.txt',
    '/%2e%2e%2fsecret.txt%00.js',
    '/.env',
    '/assets',
  ])('gives nothing away for %s', async (url) => {
    const answer = await get(url);
    expect(answer.body).not.toContain('outside the web folder');
    expect(answer.body).not.toContain('hidden');
    expect(answer.statusCode).toBeLessThan(500);
  });

  it('does not start without the page', async () => {
    await expect(openTestDashboard(ground, { webDir: folder })).rejects.toThrow(/KHUE_WEB_DIR/u);
  });
});
