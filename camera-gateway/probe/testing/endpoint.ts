import { randomUUID } from 'node:crypto';
import type { CameraCredentials } from '@khue/domain/camera';
import type { CameraEndpoint } from '@khue/store/store';

export interface TestCamera {
  readonly cameraId?: string;
  readonly schoolId?: string;
  readonly url: string | null;
  readonly credentials?: CameraCredentials | null;
}

/** An inventory entry with one RTSP address. */
export function endpoint({ cameraId, schoolId, url, credentials = null }: TestCamera): CameraEndpoint {
  const id = cameraId ?? randomUUID();
  return {
    camera: {
      id,
      code: id,
      schoolId: schoolId ?? randomUUID(),
      name: 'Cổng chính',
      zone: 'gate_street',
      bearing: null,
      synthetic: true,
    },
    address: { onvifUrl: null, rtspMainUrl: url, rtspSubUrl: null },
    credentials,
    description: null,
  };
}
