import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { importListSchema, importRunSchema } from '@khue/domain/api';
import { type Jobs, openJobs } from '@khue/store/jobs';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';
import { importFileLimitBytes } from './imports.ts';

let ground: Ground;
let jobs: Jobs;
let dashboard: TestDashboard;
/** Runs the queue handed out. */
const handedOut: string[] = [];

beforeAll(async () => {
  ground = await openGround();
  jobs = await openJobs(ground.storeConfig.databaseUrl);
  await jobs.onImport(async (runId) => void handedOut.push(runId));
  dashboard = await openTestDashboard(ground, {}, { jobs });
});

afterAll(async () => {
  await dashboard.close();
  await jobs.stop();
  await ground.close();
});

const boundary = 'khue-test-boundary';

function multipart(fileName: string, content: string | Buffer, field = 'file'): Buffer {
  return Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${fileName}"\r\n` +
        'content-type: text/csv\r\n\r\n',
    ),
    Buffer.from(content),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

function upload(payload: Buffer, query = '?kind=schools', headers: Record<string, string> = {}) {
  return dashboard.ask({
    method: 'POST',
    url: `/api/imports${query}`,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...headers },
    payload,
  });
}

const csv = 'Mã trường;Tên trường\nMP-TH-01;Trường Tiểu học Mô Phỏng 1\n';

describe('imports', () => {
  it('keeps the file as it came, waits to be read, and is handed to the queue', async () => {
    const answer = await upload(multipart('Danh sách trường.csv', csv));
    expect(answer.statusCode).toBe(202);
    const run = importRunSchema.parse(answer.json());
    expect(run).toMatchObject({ kind: 'schools', state: 'waiting', fileName: 'Danh sách trường.csv', rowsTotal: 0 });
    expect(run.fileSha256).toBe(createHash('sha256').update(csv).digest('hex'));
    expect(answer.headers['location']).toBe(`/api/imports/${run.id}`);
    expect(Buffer.from((await ground.store.imports.file(run.id)) ?? []).toString()).toBe(csv);
    await vi.waitFor(() => expect(handedOut).toContain(run.id), { timeout: 20_000 });
  });

  it('stands in the log with the one who ordered it, as does the report that is taken away', async () => {
    const run = importRunSchema.parse((await upload(multipart('nhật ký.csv', csv))).json());
    await dashboard.get(`/api/imports/${run.id}/report.csv`);
    const rows = await ground.store.log.list({ objectKind: 'import', objectId: run.id }, { limit: 10 });
    expect(rows.map(({ action, actorName }) => [action, actorName])).toEqual([
      ['import.report_exported', ground.account.name],
      ['import.run', ground.account.name],
    ]);
    expect(rows[1]?.details).toEqual({ step: 'ordered', kind: 'schools', fileSha256: run.fileSha256 });
  });

  it('shows how far it is and lists the newest first', async () => {
    const run = importRunSchema.parse((await upload(multipart('a.csv', csv))).json());
    await ground.store.imports.progress({ ...run, state: 'running', rowsTotal: 10, rowsDone: 4 }, [], () => []);
    const found = await dashboard.get(`/api/imports/${run.id}`);
    expect(importRunSchema.parse(found.json())).toMatchObject({ state: 'running', rowsTotal: 10, rowsDone: 4 });
    const { runs } = importListSchema.parse((await dashboard.get('/api/imports')).json());
    expect(runs[0]?.id).toBe(run.id);
    expect(runs.length).toBeGreaterThan(1);
  });

  it('reports what was refused as a spreadsheet, in the language asked for', async () => {
    const run = importRunSchema.parse((await upload(multipart('b.csv', csv))).json());
    const done = { ...run, state: 'done' as const, rowsTotal: 1, rowsDone: 1, rejected: 1 };
    await ground.store.imports.progress(
      done,
      [{ line: 2, column: 'Kinh độ', value: 'một trăm', code: 'not_a_number' }],
      () => [],
    );
    const vietnamese = await dashboard.get(`/api/imports/${run.id}/report.csv`);
    expect(vietnamese.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(vietnamese.headers['content-disposition']).toBe(`attachment; filename="import-${run.id}.csv"`);
    expect(vietnamese.body).toContain('một trăm');
    const english = await dashboard.get(`/api/imports/${run.id}/report.csv?locale=en`);
    expect(english.body).toContain('một trăm');
    expect(english.body).not.toBe(vietnamese.body);
  });

  it('keeps only the last part of a path for a name', async () => {
    const names = ['C:\\\\Users\\\\chi\\\\truong.csv', '../../etc/truong.csv'];
    for (const name of names) {
      expect((await upload(multipart(name, csv))).json()).toMatchObject({ fileName: 'truong.csv' });
    }
  });

  it('takes a file up to the limit and refuses one beyond it', async () => {
    const large = await upload(multipart('large.csv', Buffer.alloc(importFileLimitBytes + 1, 65)));
    expect(large.statusCode).toBe(413);
    expect(large.json()).toMatchObject({ code: 'KHUE_FILE_TOO_LARGE', details: { limit: '50 MB' } });
    const fits = await upload(multipart('fits.csv', Buffer.alloc(importFileLimitBytes - 1, 65)));
    expect(fits.statusCode).toBe(202);
  });

  it.each([
    ['no file', multipart('', '', 'other'), '?kind=schools', 'file'],
    ['an empty file', multipart('a.csv', ''), '?kind=schools', 'file'],
    ['another field', multipart('a.csv', csv, 'upload'), '?kind=schools', 'file'],
    ['no kind', multipart('a.csv', csv), '', 'kind'],
    ['an unknown kind', multipart('a.csv', csv), '?kind=pupils', 'kind'],
  ])('refuses %s', async (_what, payload, query, fields) => {
    const answer = await upload(payload, query);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'KHUE_INPUT_INVALID', details: { fields } });
  });

  it('refuses what is no upload and an upload that breaks off', async () => {
    const plain = await upload(Buffer.from(csv), '?kind=schools', { 'content-type': 'application/json' });
    expect(plain.json()).toMatchObject({ code: 'KHUE_INPUT_INVALID' });
    const whole = multipart('a.csv', csv);
    const broken = await upload(whole.subarray(0, whole.length - 40));
    expect(broken.statusCode).toBe(400);
  });

  it('says so, here and in the list, where the queue does not take it', async () => {
    const stuck = await openTestDashboard(ground);
    const answer = await stuck.ask({
      method: 'POST',
      url: '/api/imports?kind=units',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: multipart('stuck.csv', csv),
    });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ code: 'KHUE_TIER_UNAVAILABLE', details: { tier: 'ingest' } });
    const { runs } = importListSchema.parse((await stuck.get('/api/imports')).json());
    expect(runs.find(({ fileName }) => fileName === 'stuck.csv')).toMatchObject({ state: 'failed' });
    await stuck.close();
  });

  it('says 404 to an import there is none of', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    expect((await dashboard.get(`/api/imports/${id}`)).statusCode).toBe(404);
    expect((await dashboard.get(`/api/imports/${id}/report.csv`)).statusCode).toBe(404);
  });
});
