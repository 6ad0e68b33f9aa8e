import { randomUUID } from 'node:crypto';
import type { ImportReject, ImportRun } from '@khue/domain/import';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../openStore.ts';
import type { Store, StoreConfig } from '../store.ts';
import { tablesHolding } from '../testing/searchDatabase.ts';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';

function sampleRun(startedAt: string, changes: Partial<ImportRun> = {}): ImportRun {
  return {
    id: randomUUID(),
    kind: 'schools',
    fileName: 'Trường học.xlsx',
    fileSha256: 'ab',
    state: 'waiting',
    failure: null,
    fault: null,
    mapping: null,
    startedAt,
    finishedAt: null,
    rowsTotal: 0,
    rowsDone: 0,
    added: 0,
    changed: 0,
    unchanged: 0,
    rejected: 0,
    notes: {},
    ...changes,
  };
}

describe.each(databaseServers)('imports on %s', (server) => {
  let store: Store;
  let config: StoreConfig;
  let close: () => Promise<void>;

  beforeEach(async () => {
    ({ store, config, close } = await openTestStore(server));
  });

  afterEach(() => close());

  it('keep their file byte for byte until they end, sealed to the run', async () => {
    const run = sampleRun('2026-11-24T01:00:00Z');
    const file = Uint8Array.from({ length: 70_000 }, (_unused, i) => i % 256);
    await store.imports.create(run, file, () => []);
    const kept = await store.imports.file(run.id);
    expect(kept?.length).toBe(file.length);
    expect(kept?.every((byte, i) => byte === file[i])).toBe(true);
    expect(await store.imports.file(randomUUID())).toBeNull();
  });

  it('hold no file in clear, and none at all once they have ended', async () => {
    const runs = ['01', '02', '03'].map((hour) => sampleRun(`2026-11-24T${hour}:00:00Z`));
    const [done, failed, running] = runs.map(({ id }) => id);
    const direct = sampleRun('2026-11-24T04:00:00Z', { state: 'running' });
    for (const run of runs) await store.imports.create(run, Buffer.from('Mật khẩu\nxyzzy-plugh\n'), () => []);
    await store.imports.create(direct, null, () => []);
    expect(await tablesHolding(config.databaseUrl, 'xyzzy')).toEqual([]);
    expect(await store.imports.unfinished()).toEqual([done, failed, running]);
    const states = ['done', 'failed', 'running'] as const;
    for (const [i, run] of runs.entries())
      await store.imports.progress({ ...run, state: states[i] ?? 'done' }, [], () => []);
    expect(await store.imports.unfinished()).toEqual([running]);
    expect(await store.imports.file(done ?? '')).toBeNull();
    expect(await store.imports.file(direct.id)).toBeNull();
  });

  it('are listed, the latest first, and found by id', async () => {
    const runs = ['01', '03', '02'].map((hour) => sampleRun(`2026-11-24T${hour}:00:00Z`));
    for (const run of runs) await store.imports.create(run, new Uint8Array(), () => []);
    expect((await store.imports.list(2)).map((run) => run.id)).toEqual([runs[1]?.id, runs[2]?.id]);
    expect(await store.imports.find(runs[0]?.id ?? '')).toEqual(runs[0]);
    expect(await store.imports.find(randomUUID())).toBeNull();
  });

  it('collect their progress and their rejects in the order they were found', async () => {
    const run = sampleRun('2026-11-24T01:00:00Z');
    const rejects: ImportReject[] = [
      { line: 9, column: 'Vĩ độ', value: '{"x", NULL}', code: 'not_a_number' },
      { line: 2, column: null, value: '', code: 'bad_row_shape' },
    ];
    await store.imports.create(run, new Uint8Array(), () => []);
    await store.imports.progress({ ...run, state: 'running', rowsDone: 5 }, rejects, () => []);
    const done: ImportRun = { ...run, state: 'done', rowsDone: 9, rejected: 3, notes: { decimal_comma: 2 } };
    await store.imports.progress(done, [{ line: 3, column: 'Mã', value: 'A', code: 'duplicate_code' }], () => []);
    expect(await store.imports.find(run.id)).toEqual(done);
    expect((await store.imports.rejects(run.id)).map(({ line }) => line)).toEqual([9, 2, 3]);
    expect((await store.imports.rejects(run.id))[0]).toEqual(rejects[0]);
  });

  it('remember column mappings by kind and name, the last saved first', async () => {
    const mapping = { kind: 'schools' as const, name: 'Sở', columns: { code: 'Mã trường' } };
    await store.imports.saveMapping(mapping, () => []);
    await store.imports.saveMapping({ ...mapping, name: 'headers-1' }, () => []);
    await store.imports.saveMapping({ ...mapping, columns: { code: 'Mã' } }, () => []);
    await store.imports.saveMapping({ ...mapping, kind: 'cameras' }, () => []);
    expect(await store.imports.mappings('schools')).toEqual([
      { ...mapping, columns: { code: 'Mã' } },
      { ...mapping, name: 'headers-1' },
    ]);
    expect(await store.imports.mappings('units')).toEqual([]);
    expect(await store.imports.findMapping('schools', 'Sở')).toEqual({ ...mapping, columns: { code: 'Mã' } });
    expect(await store.imports.findMapping('units', 'Sở')).toBeNull();
  });

  it('tell the mappings that people named from those kept for headers, and give no name away twice', async () => {
    const mapping = { kind: 'schools' as const, name: 'Sở', columns: { code: 'Mã trường' } };
    expect(await store.imports.addMapping(mapping)).toBe(true);
    expect(await store.imports.addMapping({ ...mapping, columns: { code: 'khác' } })).toBe(false);
    expect(await store.imports.addMapping({ ...mapping, name: 'headers-2' })).toBe(true);
    expect(await store.imports.addMapping({ ...mapping, kind: 'cameras' })).toBe(true);
    const named = await store.imports.namedMappings();
    expect(named.map(({ kind, name, columns }) => [kind, name, columns])).toEqual([
      ['cameras', 'Sở', { code: 'Mã trường' }],
      ['schools', 'Sở', { code: 'Mã trường' }],
    ]);
    expect(Date.now() - Date.parse(named[0]?.savedAt ?? '')).toBeLessThan(60_000);
    expect(await store.imports.namedMappings('schools')).toHaveLength(1);
  });

  it('keep the header row of a file that was not understood', async () => {
    const run = sampleRun('2026-11-24T01:00:00Z');
    await store.imports.create(run, null, () => []);
    expect(await store.imports.head(run.id)).toBeNull();
    const head = { headers: ['Ký hiệu', 'Đơn vị'], columns: { name: 'Đơn vị' } };
    await store.imports.saveHead(run.id, head);
    expect(await store.imports.head(run.id)).toEqual(head);
    expect(await store.imports.find(run.id)).toEqual(run);
    expect(await store.imports.head(randomUUID())).toBeNull();
  });

  it('without a file end where nobody carries them out any more, and go on where somebody does', async () => {
    const running = (hour: string) => sampleRun(`2026-11-24T${hour}:00:00Z`, { state: 'running' });
    const [held, abandoned, stored] = [running('01'), running('02'), running('03')];
    await store.imports.create(abandoned, null, () => []);
    await store.imports.create(stored, Buffer.from('x'), () => []);
    const end = (run: ImportRun): ImportRun => ({ ...run, state: 'failed', failure: 'ngắt' });
    const other = await openStore(config);
    const ended = await store.imports.whileHeld(held.id, async () => {
      await store.imports.create(held, null, () => []);
      return [await other.imports.endAbandoned(end, () => []), await store.imports.endAbandoned(end, () => [])];
    });
    expect(ended).toEqual([1, 0]);
    expect(await store.imports.find(held.id)).toEqual(held);
    expect(await store.imports.find(abandoned.id)).toMatchObject({ state: 'failed', failure: 'ngắt' });
    expect(await store.imports.find(stored.id)).toEqual(stored);
    expect(await other.imports.endAbandoned(end, () => [])).toBe(1);
    await other.close();
  });
});
