import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logPageSchema } from '@khue/domain/log';
import { auditOf } from '../testing/sampleAudit.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';
import { fillTwoWards, type TwoWards } from '../testing/twoWards.ts';

let ground: Ground;
let city: TwoWards;
let dashboard: TestDashboard;
let auditId: string;

beforeAll(async () => {
  ground = await openGround();
  city = await fillTwoWards(ground);
  ({ auditId } = await auditOf(ground.store, city.here));
  dashboard = await openTestDashboard(ground);
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

describe('minutes of an audit', () => {
  it.each([
    { format: 'pdf', type: 'application/pdf', begins: '%PDF-1.7' },
    {
      format: 'xlsx',
      type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      begins: 'PK\u0003\u0004',
    },
  ])(
    'are handed out as $format, and the log keeps the hash of what was handed out',
    async ({ format, type, begins }) => {
      const answer = await dashboard.get(`/api/audits/${auditId}/minutes.${format}?locale=en`);
      expect(answer.headers['content-type']).toBe(type);
      expect(answer.headers['content-disposition']).toMatch(
        new RegExp(`filename="khue-kiem-tra-.+\\.${format}"$`, 'u'),
      );
      expect(answer.rawPayload.subarray(0, begins.length).toString('latin1')).toBe(begins);
      const log = logPageSchema.parse((await dashboard.get('/api/log?action=audit.exported&limit=1')).json());
      const sha256 = createHash('sha256').update(answer.rawPayload).digest('hex');
      expect(log.rows[0]?.details).toEqual({ format, locale: 'en', school: null, ward: null, sha256 });
    },
  );

  it('are of one school where one is named, and of none that the audit does not know', async () => {
    const path = `/api/audits/${auditId}/minutes.pdf?schoolId=`;
    expect((await dashboard.get(path + city.here.schoolId)).statusCode).toBe(200);
    expect((await dashboard.get(path + city.there.schoolId)).statusCode).toBe(404);
  });

  it('are of one ward where one is named, and of none that the audit does not reach', async () => {
    const schools = await ground.store.schools.list();
    const wardOf = (schoolId: string) => schools.find(({ id }) => id === schoolId)?.wardCode ?? '';
    const path = `/api/audits/${auditId}/minutes.xlsx?ward=`;
    expect((await dashboard.get(path + wardOf(city.here.schoolId))).statusCode).toBe(200);
    expect((await dashboard.get(path + wardOf(city.there.schoolId))).statusCode).toBe(404);
  });
});
