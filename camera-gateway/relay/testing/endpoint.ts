import { randomUUID } from 'node:crypto';
import type { CameraCredentials, Codec, StreamProfile } from '@khue/domain/camera';
import type { CameraEndpoint } from '@khue/store/store';

export interface EndpointParts {
  readonly main: string | null;
  readonly sub: string | null;
  readonly credentials?: CameraCredentials | null;
  /** Where given, the camera has described both streams, at 192.0.2.9. */
  readonly codecs?: Readonly<Record<StreamProfile, Codec | null>>;
}

/** A camera of an invented school. */
export function endpointOf(parts: EndpointParts): CameraEndpoint {
  const id = randomUUID();
  const { codecs } = parts;
  const streams = (['main', 'sub'] as const).map((profile) => ({
    profile,
    token: profile,
    uri: `rtsp://192.0.2.9/${profile}`,
    codec: codecs?.[profile] ?? null,
    width: null,
    height: null,
    frameRate: null,
  }));
  return {
    camera: {
      id,
      code: `TEST/${id}`,
      schoolId: randomUUID(),
      name: 'Cổng trường',
      zone: 'gate_street',
      bearing: null,
      synthetic: true,
    },
    address: { onvifUrl: null, rtspMainUrl: parts.main, rtspSubUrl: parts.sub },
    credentials: parts.credentials ?? null,
    description:
      codecs === undefined
        ? null
        : {
            cameraId: id,
            describedAt: '2026-01-01T00:00:00.000Z',
            manufacturer: null,
            model: null,
            firmwareVersion: null,
            serialNumber: null,
            hardwareId: null,
            services: [],
            streams,
            remarks: [],
          },
  };
}
