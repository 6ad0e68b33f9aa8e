import type { ImportKind, ImportRun } from '@khue/domain/import';
import type { Store } from '@khue/store/store';
import { openTestStore } from '@khue/store/testing/testDatabase';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runImport } from './runImport.ts';

async function openStore(): Promise<Store> {
  const { store, close } = await openTestStore();
  onTestFinished(close);
  return store;
}

let now = Date.parse('2026-11-24T01:00:00Z');

function take(store: Store, kind: ImportKind, lines: readonly string[]): Promise<ImportRun> {
  now += 60_000;
  const at = now;
  return runImport(
    { store, bus: null, clock: { now: () => at }, signal: new AbortController().signal, onProgress: () => {} },
    { kind, fileName: 'danh sách.csv', bytes: Buffer.from(lines.join('\r\n')) },
  );
}

const schools = [
  'Mã trường,Tên trường,Tên ngắn,Cấp học,Địa chỉ,Vĩ độ,Kinh độ,Mã phường xã,Loại hình,Dữ liệu mô phỏng',
  'A1,Trường THPT Thử,THPT Thử,THPT,1 Đường Số 1,10.7769,106.6956,26743,Tư thục,có',
];

describe('a list without some columns', () => {
  it('leaves of a school what it has no column for, the mark of synthetic data above all', async () => {
    const store = await openStore();
    await take(store, 'schools', schools);
    expect(await take(store, 'schools', ['Mã trường,Tên trường', 'A1,Trường THPT Tên Mới'])).toMatchObject({
      changed: 1,
      rejected: 0,
    });
    expect(await store.schools.list()).toMatchObject([
      {
        name: 'Trường THPT Tên Mới',
        shortName: 'THPT Thử',
        levels: ['04'],
        address: '1 Đường Số 1',
        lat: 10.7769,
        lon: 106.6956,
        wardCode: '26743',
        ownership: 'private',
        synthetic: true,
      },
    ]);
  });

  it('empties what it has a column for', async () => {
    const store = await openStore();
    await take(store, 'schools', schools);
    await take(store, 'schools', ['Mã trường,Tên trường,Địa chỉ,Vĩ độ,Kinh độ', 'A1,Trường THPT Thử,,,']);
    expect(await store.schools.list()).toMatchObject([{ address: null, lat: null, lon: null, synthetic: true }]);
  });

  it('leaves of a camera what it has no column for', async () => {
    const store = await openStore();
    await take(store, 'schools', schools);
    await take(store, 'cameras', [
      'Mã camera,Mã trường,Tên camera,Khu vực,Hướng nhìn,RTSP chính,Dữ liệu mô phỏng',
      'C1,A1,Cổng chính,cổng,90,rtsp://10.0.0.1/main,có',
    ]);
    const run = await take(store, 'cameras', [
      'Mã camera,Mã trường,Khu vực,RTSP chính',
      'C1,A1,sân trường,rtsp://10.0.0.1/main',
    ]);
    expect(run).toMatchObject({ changed: 1, rejected: 0 });
    expect(await store.cameras.list()).toMatchObject([
      { name: 'Cổng chính', zone: 'yard', bearing: 90, synthetic: true },
    ]);
  });
});

describe('a file whose quotation mark is not closed', () => {
  it('is refused with a sentence about quotation marks', async () => {
    const store = await openStore();
    const run = await take(store, 'schools', ['Mã trường,Tên trường', 'A1,"Trường THPT Thử', 'A2,Trường THPT Hai']);
    expect(run).toMatchObject({ state: 'failed', failure: expect.stringContaining('dấu nháy kép') });
  });
});
