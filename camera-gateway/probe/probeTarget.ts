import type { CameraEndpoint } from '@khue/store/store';
import type { ProbeTarget } from './cameraProbe.ts';

/** What to ask of a camera: its main stream where an address for it is registered or was described, else the other. */
export function toProbeTarget({ camera, address, credentials, description }: CameraEndpoint): ProbeTarget {
  const described = (profile: 'main' | 'sub') => description?.streams.find((stream) => stream.profile === profile)?.uri;
  const rtspUrl = address.rtspMainUrl ?? described('main') ?? address.rtspSubUrl ?? described('sub') ?? null;
  return { cameraId: camera.id, site: camera.schoolId, rtspUrl, credentials };
}

export function sameTarget(a: ProbeTarget, b: ProbeTarget): boolean {
  return (
    a.site === b.site &&
    a.rtspUrl === b.rtspUrl &&
    a.credentials?.username === b.credentials?.username &&
    a.credentials?.password === b.credentials?.password
  );
}
