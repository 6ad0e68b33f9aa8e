import { systemClock } from '@khue/domain/clock';
import { runImport } from '@khue/ingest/registry/runImport';
import { sampleSchool } from '@khue/store/testing/sampleInventory';
import { openOwnDatabase } from '../house/gatewayProcess.ts';
import type { BenchContext, Figure } from './figure.ts';

const rows = 50_000;
const schools = 500;
const limitSeconds = 20;
const header = 'Mã camera;Mã trường;Tên camera;Khu vực;Hướng nhìn;Địa chỉ ONVIF;RTSP chính;RTSP phụ;Tài khoản;Mật khẩu';

function schoolCode(index: number): string {
  return `MP-${String(index % schools).padStart(3, '0')}`;
}

function cameraRow(index: number): string {
  const host = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  return [
    `CAM-${String(index).padStart(5, '0')}`,
    schoolCode(index),
    `Camera cổng số ${index}`,
    'yard',
    String(index % 360),
    `http://${host}/onvif/device_service`,
    `rtsp://${host}:554/main`,
    `rtsp://${host}:554/sub`,
    'giám-sát',
    `mật khẩu ${index}`,
  ].join(';');
}

/** A list of 50,000 cameras with their accounts, from the bytes of the file to the last row in an empty database. */
export async function* importCameras({ say, signal }: BenchContext): AsyncGenerator<Figure> {
  const database = await openOwnDatabase();
  try {
    const codes = Array.from({ length: schools }, (_, i) => sampleSchool(schoolCode(i)));
    await database.store.schools.upsert(codes, new Date());
    const bytes = Buffer.from(`${[header, ...Array.from({ length: rows }, (_, i) => cameraRow(i))].join('\r\n')}\r\n`);
    const deps = { store: database.store, bus: null, clock: systemClock, signal, onProgress: () => {} };
    const took = async (): Promise<number> => {
      const began = performance.now();
      const { added, unchanged, rejected } = await runImport(deps, { kind: 'cameras', fileName: 'cameras.csv', bytes });
      say(`${(bytes.length / 1e6).toFixed(1)} MB: ${added} added, ${unchanged} unchanged, ${rejected} rejected`);
      if (added + unchanged !== rows) throw new Error('not every row was taken');
      return (performance.now() - began) / 1_000;
    };
    yield { name: 'importCameras', value: await took(), unit: 's', limit: limitSeconds };
    yield { name: 'importCamerasAgain', value: await took(), unit: 's', limit: limitSeconds };
  } finally {
    await database.close();
  }
}
