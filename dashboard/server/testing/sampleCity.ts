import type { CameraState, CameraStatus } from '@khue/domain/cameraStatus';
import type { CameraInput, SchoolInput, Store, UnitInput } from '@khue/store/store';

/** Words that may never leave the server: each is unique, so that a search through an answer finds it. */
export const planted = {
  host: 'planted-host.invalid',
  ip: '203.0.113.77',
  username: 'planted-user',
  password: 'planted-password',
  path: 'planted-path',
} as const;

const ward: UnitInput = {
  code: '99001',
  name: 'Mô Phỏng',
  fullName: 'Phường Mô Phỏng',
  kind: 'ward',
  lon: 106.7,
  lat: 10.77,
  areaKm2: 1.5,
  mergedFrom: null,
  parentCode: null,
};

export function sampleSchool(number: number): SchoolInput {
  return {
    code: `MP-TH-0${number}`,
    name: `Trường Tiểu học Mô Phỏng ${number}`,
    shortName: `TH Mô Phỏng ${number}`,
    levels: ['02'],
    address: `${number} đường Mô Phỏng`,
    lon: 106.7 + number / 1_000,
    lat: 10.77,
    wardCode: '99001',
    synthetic: true,
  };
}

export function sampleCamera(number: number, school = 1): CameraInput {
  return {
    code: `MP-TH-0${school}/C0${number}`,
    schoolCode: `MP-TH-0${school}`,
    name: `Cổng chính ${number}`,
    zone: 'gate_street',
    bearing: 90,
    synthetic: true,
    address: {
      onvifUrl: `http://${planted.host}:8${number}/onvif/device_service`,
      rtspMainUrl: `rtsp://${planted.ip}:554/${planted.path}/main`,
      rtspSubUrl: `rtsp://${planted.ip}:554/${planted.path}/sub`,
    },
    credentials: { username: planted.username, password: planted.password },
  };
}

export const firstDay = new Date('2026-08-01T00:00:00.000Z');

/** Two schools of an invented ward; the first has two cameras. Returns the cameras' ids by code. */
export async function fillSampleCity(store: Store, at: Date = firstDay): Promise<Map<string, string>> {
  await store.units.upsert([ward], at);
  await store.schools.upsert([sampleSchool(1), sampleSchool(2)], at);
  await store.cameras.upsert([sampleCamera(1), sampleCamera(2)], at);
  return new Map((await store.cameras.list()).map(({ code, id }) => [code, id]));
}

export function sampleStatus(cameraId: string, state: CameraState, observedAt: Date): CameraStatus {
  const at = observedAt.toISOString();
  return {
    cameraId,
    state,
    reason: state === 'online' ? 'answers' : 'timeout',
    observedAt: at,
    since: at,
    changed: true,
    latencyMs: 12,
    codec: 'h264',
    width: 1_920,
    height: 1_080,
    clockOffsetMs: 20,
  };
}
