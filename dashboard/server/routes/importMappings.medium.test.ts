import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importHeadSchema, importMappingListSchema } from '@khue/domain/api';
import { newImportRun } from '@khue/domain/import';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

let ground: Ground;
let dashboard: TestDashboard;

beforeAll(async () => {
  ground = await openGround();
  dashboard = await openTestDashboard(ground);
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

const mapping = { kind: 'schools', name: 'Phòng 1', columns: { code: 'Ký hiệu', name: 'Đơn vị', lat: '' } };

function save(changes: Readonly<Record<string, unknown>>) {
  return dashboard.ask({ method: 'POST', url: '/api/import-mappings', payload: { ...mapping, ...changes } });
}

async function listed(query = '') {
  const answer = await dashboard.get(`/api/import-mappings${query}`);
  return importMappingListSchema.parse(answer.json()).mappings;
}

describe('column mappings', () => {
  it('are saved under a name, in composed characters, and listed by kind', async () => {
    expect((await save({ name: ' Phòng  1'.normalize('NFD') })).json()).toEqual(mapping);
    expect((await save({ kind: 'cameras', name: 'Cam', columns: { code: 'Số' } })).statusCode).toBe(200);
    expect(await listed('?kind=schools')).toMatchObject([mapping]);
    expect((await listed()).map(({ name }) => name)).toEqual(['Cam', 'Phòng 1']);
  });

  it('stand in the log with whoever saved them', async () => {
    await save({ name: 'Ba' });
    const [row] = await ground.store.log.list({ action: 'import.mapping_saved' }, { limit: 1 });
    expect(row).toMatchObject({
      actorName: ground.account.name,
      object: { kind: 'import_mapping', id: 'schools/Ba', name: 'Ba' },
      details: { kind: 'schools', columns: 2 },
    });
  });

  it('take the place of one of the same name', async () => {
    await save({ name: 'Hai', columns: { name: 'Đơn vị' } });
    await save({ name: 'Hai', columns: { name: 'Trường' } });
    expect((await listed()).filter(({ name }) => name === 'Hai')).toMatchObject([{ columns: { name: 'Trường' } }]);
  });

  it('kept for headers have no name to choose', async () => {
    await ground.store.imports.saveMapping({ kind: 'units', name: 'headers-12', columns: { code: 'Mã' } }, () => []);
    expect(await listed('?kind=units')).toEqual([]);
  });

  it.each([
    ['a name of the product', { name: 'headers-12' }, 'name'],
    ['a name with signs', { name: '<b>' }, 'name'],
    ['a field of another kind', { columns: { zone: 'Khu vực' } }, 'columns'],
    ['one header for two fields', { columns: { code: 'Mã', name: 'Mã' } }, 'columns'],
    ['no header at all', { columns: { code: '' } }, 'columns'],
    ['an unknown kind', { kind: 'pupils' }, 'kind'],
  ])('with %s are refused', async (_what, changes, fields) => {
    const answer = await save(changes);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'KHUE_INPUT_INVALID', details: { fields } });
  });

  it('are for who is signed in', async () => {
    const asked = ['GET', 'POST'] as const;
    for (const method of asked) {
      const answer = await dashboard.app.inject({ method, url: '/api/import-mappings' });
      expect(answer.statusCode).toBe(401);
    }
  });
});

describe('header row of a file that was not understood', () => {
  it('is told with its run, and only where one was kept', async () => {
    const run = newImportRun({
      id: randomUUID(),
      kind: 'schools',
      fileName: 'a.csv',
      fileSha256: '00',
      state: 'failed',
      startedAt: new Date().toISOString(),
    });
    await ground.store.imports.create(run, null, () => []);
    expect((await dashboard.get(`/api/imports/${run.id}/head`)).statusCode).toBe(404);
    const head = { headers: ['Ký hiệu', 'Đơn vị'], columns: {} };
    await ground.store.imports.saveHead(run.id, head);
    expect(importHeadSchema.parse((await dashboard.get(`/api/imports/${run.id}/head`)).json())).toEqual(head);
    expect((await dashboard.app.inject(`/api/imports/${run.id}/head`)).statusCode).toBe(401);
  });
});
