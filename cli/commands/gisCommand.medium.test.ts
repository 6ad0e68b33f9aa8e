import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

interface Ended {
  readonly exitCode: number | string | null;
  readonly text: string;
}

async function khue(...parameters: readonly string[]): Promise<Ended> {
  const data = await mkdtemp(join(tmpdir(), 'khue-gis-'));
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...parameters, '--data', data], { timeout: 30_000 }, (error, stdout, stderr) =>
      resolve({ exitCode: error?.code ?? 0, text: `${stdout}${stderr}` }),
    );
  });
}

describe('khue gis add', () => {
  it('names the file of the source that could not be had, and what else to do', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const { exitCode, text } = await khue('gis', 'add', '--from-source', '--mirror', `http://127.0.0.1:${port}/wards`);
    server.close();
    expect(exitCode).toBe(1);
    expect(asked[0]).toMatch(/^\/wards\/\d{5}_[a-z_]+\.geojson$/u);
    expect(text).toMatch(/không thay gì: máy chủ trả lời 404 khi tải tệp \d{5}_\S+\.geojson\. Hãy thử lại sau, hoặc/u);
  });

  it.each([
    { parameters: ['--from-source', '--mirror', 'ftp://example.invalid/'], says: '--mirror phải là địa chỉ http' },
    { parameters: ['--mirror', 'https://example.invalid/'], says: 'Cách dùng: khue gis add' },
    { parameters: ['/nowhere/at/all', '--from-source'], says: 'Cách dùng: khue gis add' },
    { parameters: ['/nowhere/at/all'], says: 'Không có thư mục /nowhere/at/all' },
  ])('refuses $parameters with a sentence', async ({ parameters, says }) => {
    const { exitCode, text } = await khue('gis', 'add', ...parameters);
    expect(exitCode).toBe(1);
    expect(text).toContain(says);
  });
});
