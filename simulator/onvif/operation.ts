import type { CameraRoster, CameraState } from '../cameraState.ts';
import type { Profile } from '../city/city.ts';
import type { ServiceName } from '../city/makes.ts';
import type { PictureSource } from '../picture/pictureSource.ts';
import type { PullPoints } from './pullPoints.ts';
import type { SoapRequest } from './soapRequest.ts';
import type { XmlElement } from './xml.ts';

/** What an operation may look at. */
export interface OperationContext {
  readonly state: CameraState;
  readonly roster: CameraRoster;
  readonly request: SoapRequest;
  readonly pullPoints: PullPoints;
  /** Pull point named by the path, for its own operations. */
  readonly pullPointId: string;
  /** The camera's streams, those that it has. */
  readonly streams: readonly CameraStream[];
  /** Address of a service, as this make gives it out. */
  readonly serviceUrl: (service: ServiceName | 'device' | 'pullpoint', id?: string) => string;
  readonly streamUrl: (profile: Profile) => string;
  /** Where its picture is fetched by HTTP. */
  readonly snapshotUrl: string;
  /** null: it has none. */
  readonly tlsPort: number | null;
  /** Ends with the request's connection. */
  readonly signal: AbortSignal;
}

export interface CameraStream {
  readonly profile: Profile;
  readonly source: PictureSource;
}

export interface Operation {
  /** `open`: answered without an account (PRE_AUTH, ONVIF Core §5.9.3). */
  readonly access: 'open' | 'account';
  answer(context: OperationContext): XmlElement | Promise<XmlElement>;
}

export type Operations = Readonly<Record<string, Operation>>;

export function open(answer: Operation['answer']): Operation {
  return { access: 'open', answer };
}

export function withAccount(answer: Operation['answer']): Operation {
  return { access: 'account', answer };
}
