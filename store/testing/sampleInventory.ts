import type { CameraStatus } from '@khue/domain/cameraStatus';
import type { CameraInput, SchoolInput, UnitInput } from '../store.ts';

/** A ward with the given code; `changes` overrides. */
export function sampleUnit(code: string, changes: Partial<UnitInput> = {}): UnitInput {
  return {
    code,
    name: `Mô phỏng ${code}`,
    fullName: `Phường Mô phỏng ${code}`,
    kind: 'ward',
    lon: 106.7,
    lat: 10.78,
    areaKm2: 1.25,
    mergedFrom: null,
    parentCode: null,
    ...changes,
  };
}

/** An invented school with the given code; `changes` overrides. */
export function sampleSchool(code: string, changes: Partial<SchoolInput> = {}): SchoolInput {
  return {
    code,
    name: `Trường THPT Mô phỏng ${code}`,
    shortName: `THPT ${code}`,
    levels: ['03', '04'],
    address: null,
    lon: 106.7,
    lat: 10.78,
    wardCode: '26743',
    ownership: 'public',
    synthetic: true,
    ...changes,
  };
}

/** A camera of a school, with an account; `changes` overrides. */
export function sampleCamera(code: string, schoolCode: string, changes: Partial<CameraInput> = {}): CameraInput {
  return {
    code,
    schoolCode,
    name: `Camera ${code}`,
    zone: 'yard',
    bearing: 90,
    synthetic: true,
    address: { onvifUrl: 'http://127.0.0.1:8000/onvif/device_service', rtspMainUrl: null, rtspSubUrl: null },
    credentials: { username: 'viewer', password: `mật khẩu ${code}` },
    ...changes,
  };
}

/** The status of a camera at a moment; `changes` overrides. */
export function sampleStatus(cameraId: string, observedAt: string, changes: Partial<CameraStatus> = {}): CameraStatus {
  return {
    cameraId,
    state: 'online',
    reason: 'answers',
    observedAt,
    since: observedAt,
    changed: false,
    latencyMs: 12,
    codec: 'h264',
    width: 640,
    height: 360,
    clockOffsetMs: -40,
    ...changes,
  };
}
