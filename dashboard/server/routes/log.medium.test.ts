import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logPageSchema, logStateSchema } from '@khue/domain/log';
import { sampleEntry } from '@khue/store/testing/sampleLog';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

let ground: Ground;
let dashboard: TestDashboard;
const at = new Date('2026-11-25T01:02:03.456Z');

/** The account of the test becomes an inspector as well: administrators look, inspectors take away. */
async function inspect(): Promise<void> {
  const [grant] = await ground.store.access.grants();
  const accountId = grant?.grant.accountId ?? '';
  const role = { role: 'inspector', scopeId: null, relation: 'territorial', zones: null } as const;
  await ground.store.access.addGrant({ accountId, ...role, validFrom: 0, validTo: null }, accountId, () => []);
}

beforeAll(async () => {
  ground = await openGround();
  await inspect();
  dashboard = await openTestDashboard(ground);
  const entries = Array.from({ length: 250 }, (_, i) => sampleEntry({ actorName: i % 2 === 0 ? 'chẵn' : 'lẻ' }));
  await ground.store.log.append(entries, at);
  await ground.store.log.append([sampleEntry({ actorName: '=1+1', result: 'refused' })], at);
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

async function page(query: string) {
  return logPageSchema.parse((await dashboard.get(`/api/log?${query}`)).json());
}

describe('the log', () => {
  it('is looked through page by page, newest first', async () => {
    const first = await page('limit=100&actor=l%E1%BA%BB');
    const second = await page(`limit=100&actor=l%E1%BA%BB&before=${first.next ?? 0}`);
    const numbers = [...first.rows, ...second.rows].map(({ number }) => number);
    expect(numbers).toHaveLength(125);
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    expect(second.next).toBeNull();
  });

  it('is filtered by how things ended', async () => {
    const { rows } = await page('result=refused&action=ticket.issued');
    expect(rows.map(({ actorName }) => actorName)).toEqual(['=1+1']);
  });

  it.each(['limit=201', 'limit=0', 'before=x', 'result=maybe', 'action=x', 'from=yesterday'])(
    'refuses a question that it does not understand: %s',
    async (query) => {
      expect((await dashboard.get(`/api/log?${query}`)).json()).toMatchObject({ code: 'KHUE_INPUT_INVALID' });
    },
  );

  it('says how it is itself', async () => {
    const state = logStateSchema.parse((await dashboard.get('/api/log/state')).json());
    expect(state.retention.months).toBe(12);
    expect(state.newest).toBeGreaterThan(250);
    expect([state.verification, state.anchor]).toEqual([null, null]);
  });

  it('is taken away as CSV without a formula, and says who took it', async () => {
    const answer = await dashboard.get('/api/log/export?format=csv&result=refused&actor=%3D1%2B1');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.body.split('\r\n').filter((line) => line.includes(`,"'=1+1",`))).toHaveLength(1);
    const [row] = (await page('action=log.exported&limit=1')).rows;
    expect(row?.actorName).toBe(ground.account.name);
    expect(row?.details).toEqual({ format: 'csv', result: 'refused', actor: '=1+1' });
  });

  it('is taken away whole as JSON lines and as syslog', async () => {
    const lines = (await dashboard.get('/api/log/export?format=jsonl')).body.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(251);
    const syslog = (await dashboard.get('/api/log/export?format=syslog')).body.trimEnd().split('\n');
    expect(syslog).toHaveLength(lines.length + 1);
    expect(syslog.at(-1)).toMatch(/^<110>1 \S+ \S+ khue - log\.exported \[khue@32473 number="/u);
  });

  it('is not open to strangers', async () => {
    const answer = await dashboard.app.inject({ method: 'GET', url: '/api/log' });
    expect(answer.statusCode).toBe(401);
  });
});
