import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schoolDetailSchema, schoolListSchema, type SchoolListItem } from '@khue/domain/api';
import { fillSampleCity, firstDay, planted, sampleCamera, sampleSchool, sampleStatus } from '../testing/sampleCity.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

let ground: Ground;
let dashboard: TestDashboard;
let cameraIds: Map<string, string>;

beforeAll(async () => {
  ground = await openGround();
  cameraIds = await fillSampleCity(ground.store);
  const cameraId = cameraIds.get('MP-TH-01/C01') ?? '';
  await ground.store.statuses.record([sampleStatus(cameraId, 'online', new Date())]);
  await ground.store.cameras.saveDescription(
    {
      cameraId,
      describedAt: new Date().toISOString(),
      manufacturer: 'Mô Phỏng',
      model: 'MP-1',
      firmwareVersion: '1.10',
      serialNumber: '0007',
      hardwareId: null,
      services: ['http://www.onvif.org/ver10/media/wsdl'],
      streams: [
        {
          profile: 'main',
          token: 'p0',
          uri: `rtsp://${planted.ip}:554/${planted.path}/main`,
          codec: 'h264',
          width: 1_920,
          height: 1_080,
          frameRate: 25,
        },
      ],
      remarks: [`media2: connect ECONNREFUSED ${planted.ip}:80`],
    },
    [],
  );
  dashboard = await openTestDashboard(ground);
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

async function schools(query = ''): Promise<SchoolListItem[]> {
  return schoolListSchema.parse((await dashboard.get(`/api/schools${query}`)).json()).schools;
}

async function schoolId(code: string): Promise<string> {
  return (await schools()).find((school) => school.code === code)?.id ?? 'no such school';
}

describe('schools', () => {
  it('lists every school with its ward and how many cameras it has', async () => {
    const list = await schools();
    expect(list.map(({ code, wardName, cameraCount }) => ({ code, wardName, cameraCount }))).toEqual([
      { code: 'MP-TH-01', wardName: 'Phường Mô Phỏng', cameraCount: 2 },
      { code: 'MP-TH-02', wardName: 'Phường Mô Phỏng', cameraCount: 0 },
    ]);
  });

  it('says 304 to a browser that has the list, and sends it anew once it says something else', async () => {
    const first = await dashboard.get('/api/schools');
    const etag = String(first.headers['etag']);
    const again = await dashboard.get('/api/schools', { 'if-none-match': etag });
    expect(again.statusCode).toBe(304);
    expect(again.body).toBe('');
    await ground.store.schools.upsert([{ ...sampleSchool(2), name: 'Trường Tiểu học Mô Phỏng Hai' }], new Date());
    const changed = await dashboard.get('/api/schools', { 'if-none-match': etag });
    expect(changed.statusCode).toBe(200);
    expect(changed.body).toContain('Mô Phỏng Hai');
  });

  it('sends a long list compressed', async () => {
    const answer = await dashboard.get(`/api/schools/${await schoolId('MP-TH-01')}`, { 'accept-encoding': 'br, gzip' });
    expect(answer.headers['content-encoding']).toBe('br');
    expect(JSON.parse(brotliDecompressSync(answer.rawPayload).toString())).toHaveProperty('cameras');
  });

  it('shows schools as they were at a moment', async () => {
    const before = new Date(firstDay.getTime() - 1).toISOString();
    expect(await schools(`?asOf=${before}`)).toEqual([]);
    const then = new Date(firstDay.getTime() + 60_000).toISOString();
    const names = (await schools(`?asOf=${then}`)).map(({ name }) => name);
    expect(names).toContain('Trường Tiểu học Mô Phỏng 2');
    const other = encodeURIComponent('2026-08-01T07:01:00+07:00');
    expect((await dashboard.get(`/api/schools?asOf=${other}`)).json().asOf).toBe('2026-08-01T00:01:00.000Z');
  });

  it('shows a school with its cameras, their states and what they say of themselves', async () => {
    const id = await schoolId('MP-TH-01');
    const detail = schoolDetailSchema.parse((await dashboard.get(`/api/schools/${id}`)).json());
    expect(detail.school).toMatchObject({ code: 'MP-TH-01', cameraCount: 2 });
    const first = detail.cameras.find(({ code }) => code === 'MP-TH-01/C01');
    expect(first?.status?.state).toBe('online');
    expect(first?.description).toMatchObject({ model: 'MP-1', firmwareVersion: '1.10' });
    expect(first?.streams).toEqual([{ profile: 'main', codec: 'h264', width: 1_920, height: 1_080, frameRate: 25 }]);
    const second = detail.cameras.find(({ code }) => code === 'MP-TH-01/C02');
    expect(second).toMatchObject({ status: null, description: null, streams: [] });
  });

  it('says 404 to a school there is none of, and 400 to a moment that is none', async () => {
    expect((await dashboard.get('/api/schools/00000000-0000-4000-8000-000000000000')).statusCode).toBe(404);
    const answer = await dashboard.get('/api/schools?asOf=yesterday');
    expect(answer.json()).toMatchObject({ code: 'KHUE_INPUT_INVALID', details: { fields: 'asOf' } });
  });

  it('counts cameras anew once the registry has changed', async () => {
    await ground.store.cameras.upsert([sampleCamera(3, 2)], new Date());
    await ground.outside.publish('registryChanged', {
      kind: 'cameras',
      at: new Date().toISOString(),
      added: 1,
      changed: 0,
    });
    await expect
      .poll(async () => (await schools()).map(({ cameraCount }) => cameraCount), { timeout: 10_000 })
      .toEqual([2, 1]);
  });
});

describe('addresses and credentials of cameras', () => {
  it('stand in no answer of any route', async () => {
    const camera = cameraIds.get('MP-TH-01/C01') ?? '';
    const school = await schoolId('MP-TH-01');
    const routes = dashboard.routes.list().filter((route) => route.startsWith('GET '));
    const urls = routes.flatMap((route) => {
      const url = route.slice('GET '.length);
      return url.includes(':id') ? [url.replace(':id', camera), url.replace(':id', school)] : [url];
    });
    const bodies = await Promise.all(urls.map(async (url) => (await dashboard.get(url)).body));
    const ticket = await dashboard.ask({
      method: 'POST',
      url: '/api/tickets',
      payload: { cameraId: camera, profile: 'main', purposeId: (await ground.store.privacy.purposes())[0]?.id },
    });
    expect(ticket.statusCode).toBe(201);
    const claims = Buffer.from(String(ticket.json().ticket).split('.')[1] ?? '', 'base64url').toString();
    const everything = [...bodies, ticket.body, claims, ground.logText()].join('\n');
    expect(everything).toContain('MP-TH-01/C01');
    for (const word of Object.values(planted)) expect(everything).not.toContain(word);
  });
});
