import type { CameraAddress, CameraCredentials, CameraDescription } from '@khue/domain/camera';
import type { CameraEndpoint } from '@khue/store/store';

export interface EndpointFacts {
  readonly id?: string;
  readonly schoolId?: string;
  readonly address: Partial<CameraAddress>;
  readonly credentials?: CameraCredentials | null;
  readonly description?: CameraDescription | null;
}

/** A camera of the inventory of which a test cares for little. */
export function endpointOf(facts: EndpointFacts): CameraEndpoint {
  const { id = '0199c0de-0000-7000-8000-000000000001', schoolId = '0199c0de-0000-7000-8000-00000000000a' } = facts;
  return {
    camera: { id, code: 'MP-01/C01', schoolId, name: 'Cổng', zone: 'gate_street', bearing: null, synthetic: true },
    address: { onvifUrl: null, rtspMainUrl: null, rtspSubUrl: null, ...facts.address },
    credentials: facts.credentials ?? null,
    description: facts.description ?? null,
  };
}
