import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogAnchor, LogFault } from '@khue/domain/log';
import type { LogRepository } from './access.ts';
import { readAnchorKey, readPublicKeys } from './logAnchor.ts';
import { chainHash, logRowText } from './logChain.ts';
import { verifyLog } from './logVerify.ts';
import { sampleEntry } from './testing/sampleLog.ts';
import { openTestStore } from './testing/testDatabase.ts';

const rows = 40;
const at = new Date('2026-11-25T01:02:03.456Z');
const key = readAnchorKey(randomBytes(32).toString('base64'));
const keys = readPublicKeys([key.publicPem]);
const clock = { now: () => at.getTime() };

describe('the verification of the log', () => {
  let log: LogRepository;
  let ownerUrl: string;
  let close: () => Promise<void>;
  let anchor: LogAnchor;

  /** What somebody does who owns the server: triggers do not hold him. */
  async function tamper(statement: string, values: unknown[] = []): Promise<void> {
    const client = new Client({ connectionString: ownerUrl });
    await client.connect();
    try {
      await client.query('SET session_replication_role = replica');
      await client.query(statement, values);
    } finally {
      await client.end();
    }
  }

  async function faults(outside: readonly LogAnchor[] | null = null): Promise<LogFault[]> {
    return (await verifyLog(log, { keys, outside }, clock)).faults;
  }

  beforeEach(async () => {
    const opened = await openTestStore();
    ({ ownerUrl, close } = opened);
    ({ log } = opened.store);
    const entries = Array.from({ length: rows }, (_, i) => sampleEntry({ actorName: `người-${i + 1}` }));
    await log.append(entries, at);
    const { hash } = await log.head();
    anchor = key.sign({ day: '2026-11-25', number: rows, hash: hash.toString('hex'), madeAt: at.toISOString() });
    // It is row 41 that says so.
    await log.addAnchor(anchor);
    await log.append([sampleEntry(), sampleEntry()], at);
  });

  afterEach(() => close());

  it('finds nothing wrong with a log as it was written', async () => {
    const found = await verifyLog(log, { keys, outside: [anchor] }, clock);
    const { firstNumber, lastNumber, anchors, unknownKeys } = found;
    expect(found.faults).toEqual([]);
    expect({ rows: found.rows, firstNumber, lastNumber, anchors, unknownKeys }).toEqual({
      rows: 43,
      firstNumber: 1,
      lastNumber: 43,
      anchors: 1,
      unknownKeys: 0,
    });
  });

  it('says so where the key of an anchor is not at hand', async () => {
    const found = await verifyLog(log, { keys: new Map(), outside: null }, clock);
    expect([found.faults, found.unknownKeys]).toEqual([[], 1]);
  });

  it.each([
    `actor_name = 'người-8'`,
    `at = at + interval '1 millisecond'`,
    `details = details || '{"purpose": "khác"}'`,
    `result = 'failed'`,
    'address = NULL',
    `hash = set_byte(hash, 5, get_byte(hash, 5) # 1)`,
  ])('names the row that was changed: %s', async (change) => {
    await tamper(`UPDATE log_row SET ${change} WHERE number = 7`);
    expect((await faults())[0]).toEqual({ kind: 'changed', number: 7 });
  });

  it('names the row that is missing', async () => {
    await tamper('DELETE FROM log_row WHERE number = 12');
    expect(await faults()).toEqual([{ kind: 'missing', from: 12, to: 12 }]);
  });

  it.each([
    [9, 23],
    [9, 10],
  ])('names the rows that were swapped, hashes and all: %i and %i', async (one, other) => {
    await tamper(`UPDATE log_row SET number = -1 WHERE number = ${one}`);
    await tamper(`UPDATE log_row SET number = ${one} WHERE number = ${other}`);
    await tamper(`UPDATE log_row SET number = ${other} WHERE number = -1`);
    expect(await faults()).toEqual([{ kind: 'reordered', number: one, other }]);
  });

  it('names the rows whose content was swapped', async () => {
    await tamper(`UPDATE log_row AS a SET actor_name = b.actor_name FROM log_row AS b
      WHERE (a.number, b.number) IN ((9, 23), (23, 9))`);
    expect(await faults()).toEqual([{ kind: 'reordered', number: 9, other: 23 }]);
  });

  it('sees a tail that was cut by the head that was left', async () => {
    await tamper('DELETE FROM log_row WHERE number > 42');
    expect(await faults()).toEqual([{ kind: 'tail_cut', number: 42, expected: 43 }]);
  });

  it('sees a newest row that was made anew, hash and all', async () => {
    const [before] = await log.list({}, { before: 43, limit: 1 });
    const forged = sampleEntry({ actorName: 'ai khác' });
    const hash = chainHash(Buffer.from(before?.hash ?? '', 'hex'), logRowText(43, at, forged));
    await tamper(`UPDATE log_row SET actor_name = 'ai khác', hash = $1 WHERE number = 43`, [hash]);
    expect(await faults()).toEqual([{ kind: 'changed', number: 43 }]);
  });

  it('sees by the anchors kept outside a tail that was cut with the head and the anchors', async () => {
    await tamper('DELETE FROM log_row WHERE number > 30');
    await tamper('UPDATE log_head SET number = 30, hash = (SELECT hash FROM log_row WHERE number = 30)');
    await tamper('DELETE FROM log_anchor');
    expect(await faults()).toEqual([]);
    expect(await faults([anchor])).toEqual([
      { kind: 'tail_cut', number: 30, expected: 40 },
      { kind: 'anchor_missing', day: '2026-11-25' },
    ]);
  });

  it('sees by an anchor a chain that was made anew', async () => {
    const kept: unknown[][] = [];
    const [twentieth] = await log.list({}, { limit: 1, before: 21 });
    let hash: Buffer = Buffer.from(twentieth?.hash ?? '', 'hex');
    for await (const row of log.held(20)) {
      const entry = row.number === 21 ? { ...row.entry, actorName: 'ai khác' } : row.entry;
      hash = chainHash(hash, logRowText(row.number, row.at, entry));
      kept.push([row.number, entry.actorName, hash]);
    }
    for (const values of kept) await tamper('UPDATE log_row SET actor_name = $2, hash = $3 WHERE number = $1', values);
    await tamper('UPDATE log_head SET hash = (SELECT hash FROM log_row WHERE number = 43)');
    expect(await faults()).toEqual([{ kind: 'rewritten', after: 0, number: 40, day: '2026-11-25' }]);
  });

  it('tells an anchor that is signed by nobody, one that was changed, and one that was taken away', async () => {
    await tamper(`UPDATE log_anchor SET signature = set_byte(signature, 3, get_byte(signature, 3) # 1)`);
    expect(await faults()).toEqual([{ kind: 'anchor_false', day: '2026-11-25' }]);
    await tamper('DELETE FROM log_anchor');
    expect(await faults()).toEqual([{ kind: 'anchor_missing', day: '2026-11-25' }]);
  });

  describe('after rows have expired', () => {
    /** Makes rows and anchor two years old, in a chain that fits, as it would have been written then. */
    async function age(): Promise<void> {
      const then = new Date(Date.now() - 2 * 365 * 86_400_000);
      let hash: Buffer = Buffer.alloc(32);
      for await (const row of log.held(0)) {
        const moment = row.number <= rows ? then : row.at;
        hash = chainHash(hash, logRowText(row.number, moment, row.entry));
        await tamper('UPDATE log_row SET at = $2, hash = $3 WHERE number = $1', [row.number, moment, hash]);
        const sign = { day: '2024-11-25', number: rows, hash: hash.toString('hex'), madeAt: then.toISOString() };
        if (row.number === rows) anchor = key.sign(sign);
      }
      await tamper('UPDATE log_head SET hash = $1', [hash]);
      await tamper('UPDATE log_anchor SET hash = $1, made_at = $2, signature = $3', [
        Buffer.from(anchor.hash, 'hex'),
        then,
        Buffer.from(anchor.signature, 'base64'),
      ]);
    }

    beforeEach(age);

    it('starts from what is on record as gone', async () => {
      const gone = await log.expire(at);
      expect([gone?.firstNumber, gone?.lastNumber]).toEqual([1, rows]);
      const found = await verifyLog(log, { keys: new Map(), outside: null }, clock);
      expect([found.faults, found.firstNumber, found.lastNumber]).toEqual([[], 41, 44]);
      const [told] = await log.list({ action: 'log.expired' }, { limit: 1 });
      expect(told?.details).toEqual({ first: 1, last: 40, lastHash: gone?.lastHash.toString('hex'), months: 12 });
      expect(await log.expire(at)).toBeNull();
    });

    it('lets nothing go where one row under the anchor is young', async () => {
      await tamper('UPDATE log_row SET at = $1 WHERE number = 20', [at]);
      expect(await log.expire(at)).toBeNull();
    });

    it('lets nothing go that does not fit its anchor', async () => {
      await tamper('UPDATE log_row SET hash = $1 WHERE number = 40', [randomBytes(32)]);
      await expect(log.expire(at)).rejects.toThrow('not the one that was anchored');
    });

    it('sees an expiry that the log knows nothing of', async () => {
      await tamper(
        'INSERT INTO log_expiry (last_number, first_number, last_hash) SELECT 20, 1, hash FROM log_row WHERE number = 20',
      );
      await tamper('DELETE FROM log_row WHERE number <= 20');
      expect((await faults())[0]).toEqual({ kind: 'beginning_cut', number: 21 });
    });
  });
});
