import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogRepository } from '../access.ts';
import { readAnchorKey } from '../logAnchor.ts';
import { verifyLog } from '../logVerify.ts';
import { openStore } from '../openStore.ts';
import type { StoreConfig } from '../store.ts';
import { sampleEntry } from '../testing/sampleLog.ts';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';

const at = new Date('2026-11-25T01:02:03.456Z');
const actorId = '8D0A9C40-1F5A-4C59-8F3E-6A0B7C1D2E3F';

/** One statement, told how it ended. */
async function outcomeOf(url: string, statement: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
    return 'done';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end();
  }
}

describe.each(databaseServers)('the log on %s', (server) => {
  let log: LogRepository;
  let config: StoreConfig;
  let appUrl: string;
  let ownerUrl: string;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const opened = await openTestStore(server);
    ({ ownerUrl, close } = opened);
    ({ log } = opened.store);
    ({ config } = opened);
    appUrl = config.databaseUrl;
  });

  afterAll(() => close());

  it('gives back what it was told, numbered without a gap, newest first', async () => {
    await log.append([sampleEntry(), sampleEntry({ action: 'ticket.refused', result: 'refused' })], at);
    const [newer, older] = await log.list({}, { limit: 2 });
    expect(older).toEqual({ ...sampleEntry(), number: 1, at: at.toISOString(), hash: expect.any(String) });
    expect(newer?.number).toBe(2);
    expect(newer?.action).toBe('ticket.refused');
  });

  it('stores what strangers send as far as it can be stored', async () => {
    const details = { text: `a\0b\uD800${'x'.repeat(600)}`, number: Number.POSITIVE_INFINITY };
    await log.append([sampleEntry({ actorId, actorName: `\0${'tên '.repeat(90)}`, details })], at);
    const [row] = await log.list({}, { limit: 1 });
    expect(row?.actorId).toBe(actorId.toLowerCase());
    expect(row?.actorName).toHaveLength(200);
    expect(row?.details).toEqual({ text: `a\uFFFDb\uFFFD${'x'.repeat(496)}`, number: null });
  });

  it('keeps the order of each caller when many append at once, in few transactions', async () => {
    const before = (await log.head()).number;
    const writers = Array.from({ length: 200 }, (_, i) => log.append([sampleEntry({ actorName: `w-${i}` })], at));
    await Promise.all(writers);
    const rows = (await log.list({}, { limit: 200 })).toReversed();
    expect(rows.map(({ actorName }) => actorName)).toEqual(Array.from({ length: 200 }, (_, i) => `w-${i}`));
    expect((await log.head()).number).toBe(before + 200);
  });

  it('stays one chain when several processes append at once', async () => {
    const others = await Promise.all([1, 2, 3].map(() => openStore(config)));
    const before = (await log.head()).number;
    const logs = [log, ...others.map((store) => store.log)];
    const work = logs.map(async (each, i) => {
      for (let turn = 0; turn < 25; turn += 1) await each.append([sampleEntry({ actorName: `p-${i}` })], at);
    });
    await Promise.all(work);
    await Promise.all(others.map((store) => store.close()));
    expect((await log.head()).number).toBe(before + 100);
    expect((await verifyLog(log, { keys: new Map(), outside: null }, { now: () => 0 })).faults).toEqual([]);
  });

  it('finds rows by who, what, which thing, when and how it ended', async () => {
    const object = { kind: 'grant', id: 'g-9', name: 'TH-09-C01' };
    const later = new Date(at.getTime() + 1_000);
    await log.append([sampleEntry({ actorName: 'quantri', action: 'grant.ended', object, result: 'failed' })], later);
    const filters = [
      { actor: 'quantri' },
      { action: 'grant.ended' } as const,
      { objectKind: 'grant', objectId: 'g-9' },
      { objectId: 'TH-09' },
      { from: later.toISOString() },
      { result: 'failed' } as const,
    ];
    for (const filter of filters) {
      const found = await log.list(filter, { limit: 10 });
      expect(found.map(({ actorName }) => actorName)).toEqual(['quantri']);
    }
    expect(await log.list({ to: at.toISOString() }, { limit: 10 })).toEqual([]);
    expect(await log.list({ objectId: 'H-09' }, { limit: 10 })).toEqual([]);
  });

  it('streams all that match, oldest first', async () => {
    const numbers: number[] = [];
    for await (const row of log.stream({ action: 'ticket.issued' })) numbers.push(row.number);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers.length).toBeGreaterThan(200);
  });

  it.each([
    `UPDATE log_row SET actor_name = 'x' WHERE number = 1`,
    'DELETE FROM log_row WHERE number = 1',
    'TRUNCATE log_row',
    'DROP TABLE log_row',
    'ALTER TABLE log_row DISABLE TRIGGER ALL',
    'DELETE FROM log_anchor',
    `INSERT INTO log_expiry (last_number, first_number, last_hash) VALUES (1, 1, '')`,
    'UPDATE log_retention SET months = 3',
    'DELETE FROM log_head',
  ])('refuses the tiers: %s', async (statement) => {
    expect(await outcomeOf(appUrl, statement)).toMatch(/permission denied|must be owner/u);
  });

  it.each([
    [`UPDATE log_row SET actor_name = 'x' WHERE number = 1`, 'log_row'],
    ['DELETE FROM log_row WHERE number = 1', 'log_row'],
    ['TRUNCATE log_row', 'log_row'],
    ['UPDATE log_head SET number = 1', 'log_head'],
    ['DELETE FROM log_head', 'log_head'],
    ['TRUNCATE log_anchor', 'log_anchor'],
  ])('refuses the owner, too: %s', async (statement, table) => {
    expect(await outcomeOf(ownerUrl, statement)).toContain(`of ${table} is refused`);
  });

  it('keeps one anchor a day and says so in the log', async () => {
    const key = readAnchorKey(randomBytes(32).toString('base64'));
    const { number, hash } = await log.head();
    const madeAt = at.toISOString();
    const anchor = key.sign({ day: '2026-11-25', number, hash: hash.toString('hex'), madeAt });
    expect(await log.addAnchor(anchor)).toBe(true);
    expect(await log.addAnchor(anchor)).toBe(false);
    expect(await log.anchors()).toEqual([anchor]);
    const [row] = await log.list({}, { limit: 1 });
    expect([row?.action, row?.details['day']]).toEqual(['log.anchored', '2026-11-25']);
  });

  it('lets nothing go that is younger than the retention', async () => {
    expect(await log.expire(at)).toBeNull();
    expect((await log.retention()).months).toBe(12);
  });

  it('takes another retention from the owner alone', async () => {
    await expect(log.setRetention({ months: 24, source: 'Quyết định 1' }, 'ai đó', new Date())).rejects.toThrow(
      'permission denied',
    );
    expect((await log.retention()).months).toBe(12);
  });

  it('takes over looks that were written down before there was this log, once', async () => {
    const id = actorId.toLowerCase();
    await outcomeOf(
      ownerUrl,
      `INSERT INTO view_log (at, account_id, session_id, camera_id, purpose, ticket_id)
        SELECT '2026-11-24T00:00:00.123456Z', '${id}', '${id}', '${id}', 'Trực ban', '${id}' FROM generate_series(1, 3)`,
    );
    expect([await log.adoptViews(), await log.adoptViews()]).toEqual([3, 0]);
    const [row] = await log.list({}, { limit: 1 });
    expect(row?.at).toBe('2026-11-24T00:00:00.123Z');
    expect(row?.details).toEqual({ purpose: 'Trực ban', ticketId: id, adopted: true });
  });
});
