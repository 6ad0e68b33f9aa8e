import { randomUUID } from 'node:crypto';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportRun } from '@khue/domain/import';
import { connectBus } from '@khue/store/bus/connectBus';
import { startEmbeddedBroker } from '@khue/store/bus/embeddedBroker';
import type { Store } from '@khue/store/store';
import { databaseServers, openTestStore } from '@khue/store/testing/testDatabase';
import { importFile } from '../testing/importFile.ts';
import { workbookOf } from '../testing/workbook.ts';
import { runImport } from './runImport.ts';
import { seedUnits } from './seedUnits.ts';

const schoolHeader = 'Mã trường,Tên trường,Tên ngắn,Cấp học,Địa chỉ,Vĩ độ,Kinh độ,Mã phường xã,Dữ liệu mô phỏng';
const cameraHeader =
  'Mã camera,Mã trường,Tên camera,Khu vực,Hướng nhìn,Địa chỉ ONVIF,RTSP chính,RTSP phụ,Tài khoản,Mật khẩu,Dữ liệu mô phỏng';

function csv(header: string, ...rows: readonly string[]): string {
  return `${[header, ...rows].join('\r\n')}\r\n`;
}

/** Texts of everything an import left behind for people to read. */
async function tracesOf(store: Store, run: ImportRun): Promise<string> {
  return JSON.stringify([run, await store.imports.rejects(run.id), await store.imports.mappings(run.kind)]);
}

describe.each(databaseServers)('imports on %s', (server) => {
  let ground: Awaited<ReturnType<typeof openTestStore>>;
  let store: Store;

  beforeAll(async () => {
    ground = await openTestStore(server);
    store = ground.store;
    await seedUnits(store);
  });
  afterAll(() => ground.close());

  async function schoolNamed(code: string) {
    return (await store.schools.list()).find((school) => school.code === code);
  }

  it('store a school, find it unchanged the second time, and open a version where it changed', async () => {
    const row = 'V-01,Trường Tiểu học Mô Phỏng V,TH V,tiểu học,1 Đường A,10.7769,106.6956,26740,có';
    expect((await importFile(store, 'schools', csv(schoolHeader, row))).run).toMatchObject({ added: 1, rejected: 0 });
    expect((await importFile(store, 'schools', csv(schoolHeader, row))).run).toMatchObject({ added: 0, unchanged: 1 });
    const changed = csv(schoolHeader, row.replace('1 Đường A', '2 Đường B'));
    expect((await importFile(store, 'schools', changed)).run).toMatchObject({ changed: 1, unchanged: 0 });
    const school = await schoolNamed('V-01');
    expect(school).toMatchObject({ address: '2 Đường B', levels: ['02'], wardCode: '26740', synthetic: true });
    expect(await store.schools.versions(school?.id ?? '')).toHaveLength(2);
  });

  it('store the good rows and name every fault of the bad ones', async () => {
    const { run, rejects } = await importFile(
      store,
      'schools',
      csv(
        schoolHeader,
        'G-01,Trường G1,,THCS,,,,,',
        'G-02,,,đại học,,21.0,105.8,99999,',
        '"G-03","Trường\r\nG3",,THPT,,,,,',
        'G-01,Trường G1 lần nữa,,THCS,,,,,',
        'G-05,Trường G5',
        'G-06,Trường G6,,THCS,,10.77,,,',
      ),
    );
    expect(run).toMatchObject({ state: 'done', rowsTotal: 6, rowsDone: 6, added: 2, rejected: 4 });
    expect(rejects.map(({ line, column, value, code }) => [line, column, value, code])).toEqual([
      [3, 'Tên trường', '', 'missing_value'],
      [3, 'Vĩ độ', '21.0; 105.8', 'out_of_city'],
      [3, 'Cấp học', 'đại học', 'unknown_level'],
      [3, 'Mã phường xã', '99999', 'unknown_ward'],
      [5, 'Mã trường', 'G-01 (2)', 'duplicate_code'],
      [6, null, 'G-05', 'bad_row_shape'],
      [7, 'Kinh độ', '', 'coordinates_incomplete'],
    ]);
    expect(await schoolNamed('G-03')).toMatchObject({ name: 'Trường G3', shortName: 'Trường G3' });
  });

  it('mend what is plain, and say what was mended', async () => {
    const { run } = await importFile(
      store,
      'schools',
      csv(
        schoolHeader.replaceAll(',', ';'),
        'M-01;Trường M1;;THPT;;106,6956;10,7769;26740;',
        'M-02;Trường M2;;THPT;;1191940.511;603217.590;;',
        `M-03;${'Trường Nguyễn Thị Định'.normalize('NFD')};;THPT;;;;Phường Sài Gòn;`,
      ),
      { wardAt: () => '26743' },
    );
    expect(run).toMatchObject({
      added: 3,
      notes: {
        coordinates_swapped_mended: 1,
        decimal_comma: 2,
        vn2000_converted: 1,
        text_normalised: 1,
        ward_from_position: 1,
      },
    });
    expect(await schoolNamed('M-01')).toMatchObject({ lon: 106.6956, lat: 10.7769 });
    expect((await schoolNamed('M-02'))?.lon).toBeCloseTo(106.6956, 7);
    expect(await schoolNamed('M-02')).toMatchObject({ wardCode: '26743' });
    expect(await schoolNamed('M-03')).toMatchObject({ name: 'Trường Nguyễn Thị Định', wardCode: '26740' });
  });

  it('take cameras with their accounts sealed, wherever these stood', async () => {
    await importFile(store, 'schools', csv(schoolHeader, 'C-01,Trường C1,,THPT,,,,,'));
    const { run } = await importFile(
      store,
      'cameras',
      csv(
        cameraHeader,
        'C-01/1,C-01,Cổng,cổng chính,90,http://10.0.0.1/onvif/device_service,rtsp://10.0.0.1/main,,admin,mat-khau-1,có',
        'C-01/2,C-01,Sân,sân,Đông Nam,,rtsp://admin:mat-khau-2@10.0.0.2/main,rtsp://admin:mat-khau-2@10.0.0.2/sub,,,',
        'C-01/3,C-01,Bếp,bếp,,,rtsp://10.0.0.3/main,,,,',
      ),
    );
    expect(run).toMatchObject({ added: 3, rejected: 0 });
    const found = (await store.cameras.endpoints()).filter(({ camera }) => camera.code.startsWith('C-01/'));
    expect(
      found.map(({ camera, address, credentials }) => [camera.zone, camera.bearing, address.rtspMainUrl, credentials]),
    ).toEqual([
      ['gate_street', 90, 'rtsp://10.0.0.1/main', { username: 'admin', password: 'mat-khau-1' }],
      ['yard', 135, 'rtsp://10.0.0.2/main', { username: 'admin', password: 'mat-khau-2' }],
      ['kitchen', null, 'rtsp://10.0.0.3/main', null],
    ]);
  });

  it('refuse cameras by reason, and never repeat a password', async () => {
    await importFile(store, 'schools', csv(schoolHeader, 'R-01,Trường R1,,THPT,,,,,'));
    const { run, rejects } = await importFile(
      store,
      'cameras',
      csv(
        cameraHeader,
        'R-1,KHONG-CO,Cổng,cổng,,,rtsp://10.0.0.1/m,,,,',
        'R-2,R-01,Nhà vệ sinh nam,hành lang,,,rtsp://10.0.0.1/m,,,,',
        'R-3,R-01,Phòng,phòng y tế,,,rtsp://10.0.0.1/m,,,,',
        'R-4,R-01,Mái,mái nhà,,,rtsp://10.0.0.1/m,,,,',
        'R-5,R-01,Cổng,cổng,360,,rtsp://10.0.0.1/m,,,,',
        'R-6,R-01,Cổng,cổng,,ftp://10.0.0.1/,,,,,',
        'R-7,R-01,Cổng,cổng,,,,,admin,tuyet-mat,',
        'R-8,R-01,Cổng,cổng,,,rtsp://admin:tuyet-mat@10.0.0.1/m,,admin,tuyet-mat,',
        'R-9,R-01,Cổng,cổng,,,rtsp://10.0.0.1/user=admin&password=tuyet-mat,,,,',
        'R-10,R-01,Cổng,cổng,tuyet-mat,,rtsp://admin:tuyet-mat#1@10.0.0.1/m,,admin,tuyet-mat,',
        'R-11,R-01,Cổng,cổng,,http://169.254.169.254/latest,rtsp://2130706433/m,rtsp://[::1]:5432/m,,,',
      ),
    );
    expect(run).toMatchObject({ added: 0, rejected: 11 });
    expect(rejects.map(({ line, column, code }) => `${line} ${column} ${code}`)).toEqual([
      '2 Mã trường unknown_school',
      '3 Tên camera forbidden_place',
      '4 Khu vực forbidden_place',
      '5 Khu vực unknown_zone',
      '6 Hướng nhìn bad_bearing',
      '7 Địa chỉ ONVIF bad_url',
      '8 null no_address',
      '9 RTSP chính credentials_in_url',
      '10 RTSP chính credentials_in_url',
      '11 Hướng nhìn not_a_number',
      '11 RTSP chính bad_url',
      '12 Địa chỉ ONVIF address_refused',
      '12 RTSP chính address_refused',
      '12 RTSP phụ address_refused',
    ]);
    expect(await tracesOf(store, run)).not.toContain('tuyet-mat');
  });

  it('make codes out of names where a file has none, the same ones each time', async () => {
    const file = csv('Tên trường,Cấp học', 'Trường Đặc Biệt,THPT', 'Trường Đặc  Biệt,THCS');
    const { run, rejects } = await importFile(store, 'schools', file);
    expect(run).toMatchObject({ added: 1, rejected: 1 });
    expect(rejects).toMatchObject([{ code: 'duplicate_code', column: 'Tên trường' }]);
    expect(await schoolNamed('TEN-TRUONG-DAC-BIET')).toMatchObject({ levels: ['04'] });
    expect((await importFile(store, 'schools', file)).run).toMatchObject({ added: 0, unchanged: 1 });
  });

  it('read a workbook like a CSV file', async () => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('Hướng dẫn').addRow(['Điền vào trang sau']);
    const sheet = book.addWorksheet('Danh sách');
    sheet.addRow(['DANH SÁCH TRƯỜNG']);
    sheet.addRow(schoolHeader.split(','));
    sheet.addRow(['X-01', 'Trường X1', null, 'THCS; THPT', null, 10.7769, 106.6956, 26740, 'có']);
    sheet.addRow(['X-02', 'Trường X2', null, 'lạ']);
    const { run, rejects } = await importFile(store, 'schools', new Uint8Array(await book.xlsx.writeBuffer()));
    expect(run).toMatchObject({ state: 'done', added: 1, rejected: 1 });
    expect(rejects).toMatchObject([{ line: 4, column: 'Cấp học', value: 'lạ', code: 'unknown_level' }]);
    expect(await schoolNamed('X-01')).toMatchObject({ levels: ['03', '04'], lat: 10.7769, wardCode: '26740' });
  });

  it('refuse a hostile workbook with a sentence', async () => {
    const bomb = workbookOf(Buffer.alloc(300 * 1_048_576, 0x20));
    const { run } = await importFile(store, 'schools', bomb);
    expect(run).toMatchObject({
      state: 'failed',
      failure: 'nội dung nén trong tệp bung ra quá lớn, có thể là tệp phá hoại',
      rowsTotal: 0,
    });
    expect(run.finishedAt).not.toBeNull();
  });

  it('keep the good rows in front of the spot where a file breaks', async () => {
    const file = csv(
      schoolHeader,
      'Q-01,Trường Q1,,THPT,,,,,',
      'Q-02,"Trường Q2,,THPT,,,,,',
      'Q-03,Trường Q3,,THPT,,,,,',
    );
    const { run } = await importFile(store, 'schools', file);
    expect(run).toMatchObject({ state: 'failed', added: 1, rowsDone: 1 });
    expect(run.failure).toContain('3');
    expect(await schoolNamed('Q-01')).toBeDefined();
  });

  it('refuse a list of another kind', async () => {
    const { run } = await importFile(store, 'schools', csv(cameraHeader, 'a,b,c,cổng,,,rtsp://10.0.0.1/m,,,,'));
    expect(run).toMatchObject({
      state: 'failed',
      failure: 'các cột của tệp giống danh sách camera, không phải trường',
    });
  });

  it('that are stopped with a file nobody else has end as failed, and say so', async () => {
    const stopping = new AbortController();
    const seen: string[] = [];
    const bytes = csv('Mã trường,Tên trường,Cấp học', 'S-01,Trường S1,THPT');
    const stopped = importFile(store, 'schools', bytes, {
      signal: stopping.signal,
      onProgress: ({ id }) => {
        seen.push(id);
        stopping.abort(new Error('stopped'));
      },
    });
    await expect(stopped).rejects.toThrow('stopped');
    const run = await store.imports.find(seen[0] ?? '');
    expect(run).toMatchObject({ state: 'failed', failure: expect.stringContaining('bị dừng giữa chừng') });
    expect(await store.imports.unfinished()).toEqual([]);
  });

  it('save the mapping of a file under its headers, once', async () => {
    const file = csv('Mã trường,Tên trường,Cột riêng', 'N-01,Trường N1,x');
    await importFile(store, 'schools', file);
    await importFile(store, 'schools', file);
    const saved = (await store.imports.mappings('schools')).filter(
      ({ columns }) => Object.keys(columns).length === 2 && columns['code'] === 'Mã trường',
    );
    expect(saved).toMatchObject([{ columns: { code: 'Mã trường', name: 'Tên trường' } }]);
  });

  it('save the mapping they find under a new name, and say so; with the name, other files are read by it', async () => {
    const file = csv('Mã trường,Tên trường', 'Y-01,Trường Y1');
    const first = await importFile(store, 'schools', file, { mappingName: 'Sổ Y' });
    expect(first.run).toMatchObject({ state: 'done', mapping: { name: 'Sổ Y', made: true } });
    expect(await store.imports.findMapping('schools', 'Sổ Y')).toMatchObject({
      columns: { code: 'Mã trường', name: 'Tên trường' },
    });
    const columns = { code: 'Ký hiệu', name: 'Tên gọi' };
    await store.imports.saveMapping({ kind: 'schools', name: 'Sổ Y', columns }, () => []);
    const strange = csv('Tên gọi,Ký hiệu', 'Trường Y2,Y-02');
    const second = await importFile(store, 'schools', strange, { mappingName: 'Sổ Y' });
    expect(second.run).toMatchObject({ added: 1, mapping: { name: 'Sổ Y', made: false } });
    expect(await schoolNamed('Y-02')).toMatchObject({ name: 'Trường Y2' });
    const misfit = await importFile(store, 'schools', file, { mappingName: 'Sổ Y' });
    expect(misfit.run).toMatchObject({
      state: 'failed',
      fault: { code: 'mapping_misfit', details: { mapping: 'Sổ Y' } },
      failure: 'tệp không có các cột mà cách ghép cột “Sổ Y” cần: “Ký hiệu”, “Tên gọi”',
    });
    expect(await store.imports.findMapping('schools', 'Sổ Y')).toMatchObject({ columns });
  });

  it('keep the headers of a file that was not understood, and give no name to what did not fit', async () => {
    const file = csv('Ký tự,Cơ quan,Vĩ độ', 'Z-01,Trường Z1,10.7');
    const { run } = await importFile(store, 'schools', file, { mappingName: 'Sổ Z' });
    expect(run).toMatchObject({ state: 'failed', fault: { code: 'missing_columns', details: { kind: 'schools' } } });
    expect(await store.imports.head(run.id)).toEqual({
      headers: ['Ký tự', 'Cơ quan', 'Vĩ độ'],
      columns: { lat: 'Vĩ độ' },
    });
    expect(await store.imports.findMapping('schools', 'Sổ Z')).toBeNull();
  });

  it('that were broken off are taken up again: nothing is lost, nothing is told twice', async () => {
    const rows = Array.from({ length: 6_000 }, (_, i) =>
      i % 1_000 === 0 ? `,Trường K${i},THPT` : `K-${i},Trường K${i},THPT`,
    );
    const bytes = Buffer.from(csv('Mã trường,Tên trường,Cấp học', ...rows));
    const runId = randomUUID();
    const request = { runId, kind: 'schools' as const, fileName: 'k.csv', bytes };
    const stopping = new AbortController();
    const deps = { store, bus: null, clock: { now: Date.now } };
    const broken = runImport(
      {
        ...deps,
        signal: stopping.signal,
        onProgress: ({ rowsDone }) => {
          if (rowsDone > 0) stopping.abort(new Error('stopped'));
        },
      },
      request,
    );
    await expect(broken).rejects.toThrow('stopped');
    expect(await store.imports.find(runId)).toMatchObject({ state: 'running', rowsDone: 5_000 });
    const run = await runImport({ ...deps, signal: new AbortController().signal, onProgress: () => {} }, request);
    expect(run).toMatchObject({ id: runId, state: 'done', added: 999, unchanged: 4_995, rejected: 6 });
    expect((await store.imports.rejects(runId)).map(({ line }) => line)).toEqual([
      2, 1_002, 2_002, 3_002, 4_002, 5_002,
    ]);
  });

  it('tell the bus when the registry has changed, and only then', async () => {
    const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts: null });
    const bus = await connectBus({ url: `mqtt://127.0.0.1:${broker.port}`, clientId: 'import-test' });
    const told: unknown[] = [];
    await bus.subscribe('registryChanged', (message) => told.push(message));
    const file = csv(schoolHeader, 'B-01,Trường B1,,THPT,,,,,');
    await importFile(store, 'schools', file, { bus });
    await importFile(store, 'schools', file, { bus });
    await importFile(store, 'schools', csv(schoolHeader, 'B-02,Trường B2,,THPT,,,,,'), { bus });
    await expect.poll(() => told.length, { timeout: 5_000 }).toBe(2);
    expect(told).toMatchObject([
      { kind: 'schools', added: 1, changed: 0 },
      { kind: 'schools', added: 1, changed: 0 },
    ]);
    await bus.close();
    await broker.stop();
  });
});
