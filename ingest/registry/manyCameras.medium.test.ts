import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore } from '@khue/store/testing/testDatabase';
import { importFile } from '../testing/importFile.ts';

const cameras = 50_000;
const schools = 3_500;

function schoolsCsv(): string {
  const rows = Array.from({ length: schools }, (_, i) => `MP-${i},Trường Tiểu học Mô Phỏng ${i},tiểu học,có`);
  return `Mã trường,Tên trường,Cấp học,Dữ liệu mô phỏng\r\n${rows.join('\r\n')}\r\n`;
}

function camerasCsv(): string {
  const rows = Array.from({ length: cameras }, (_, i) => {
    const host = `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
    return `MP-${i % schools}/C${i},MP-${i % schools},Cổng chính số ${i},cổng,${i % 360},http://${host}/onvif/device_service,rtsp://${host}:554/main,rtsp://${host}:554/sub,admin,mat-khau-${i},có`;
  });
  const header =
    'Mã camera,Mã trường,Tên camera,Khu vực,Hướng nhìn,Địa chỉ ONVIF,RTSP chính,RTSP phụ,Tài khoản,Mật khẩu,Dữ liệu mô phỏng';
  return `${header}\r\n${rows.join('\r\n')}\r\n`;
}

describe('a city of cameras in one file', () => {
  let ground: Awaited<ReturnType<typeof openTestStore>>;

  beforeAll(async () => {
    ground = await openTestStore();
    await importFile(ground.store, 'schools', schoolsCsv());
  });
  afterAll(() => ground.close());

  it('is sealed and stored with few seconds of work here, told of in portions, and the same again changes nothing', async () => {
    const file = camerasCsv();
    const progress: number[] = [];
    const started = performance.now();
    const before = process.cpuUsage();
    const { run } = await importFile(ground.store, 'cameras', file, {
      onProgress: (now) => progress.push(now.rowsDone),
    });
    const { user, system } = process.cpuUsage(before);
    const elapsedMs = performance.now() - started;
    expect(run).toMatchObject({ state: 'done', added: cameras, rejected: 0, rowsTotal: cameras });
    expect(new Set(progress).size).toBeGreaterThanOrEqual(10);
    // Time on the wall depends on who else uses the machine; the work of this process does not.
    const workMs = (user + system) / 1_000;
    expect(workMs).toBeLessThan(15_000);
    const again = await importFile(ground.store, 'cameras', file);
    expect(again.run).toMatchObject({ added: 0, changed: 0, unchanged: cameras });
    process.stdout.write(`50,000 cameras: ${Math.round(elapsedMs)} ms, work ${Math.round(workMs)} ms\n`);
  }, 180_000);
});
