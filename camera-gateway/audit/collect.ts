import type { AuditPermission, RegistryFacts } from '@khue/domain/audit';
import type { HealthFacts } from '@khue/domain/auditReadings';
import type { Clock } from '@khue/domain/clock';
import type { CameraEndpoint } from '@khue/store/store';
import type { ConnectGuard } from '../connectGuard.ts';
import type { AuditAccount } from './account.ts';
import { collectOnvif, type CollectOptions, nobodyThere } from './collectOnvif.ts';
import { collectStream, type StreamOptions } from './collectStream.ts';
import { collectSnapshot, collectTls } from './collectWeb.ts';
import type { EvidenceBook } from './evidenceBook.ts';

export interface CameraLook {
  readonly endpoint: CameraEndpoint;
  readonly permission: Pick<AuditPermission, 'scope'>;
  readonly account: AuditAccount;
  readonly book: EvidenceBook;
  readonly clock: Clock;
  readonly guard: ConnectGuard;
  readonly signal: AbortSignal;
  /** How long the main stream is played. */
  readonly sampleMs: number;
  readonly onLine: StreamOptions['onLine'];
  readonly registry: RegistryFacts;
  readonly health: HealthFacts;
}

/** Everything that rules need of one camera, as evidence in the book. One connection at a time. */
export async function collectCamera(look: CameraLook): Promise<void> {
  const { book, endpoint, permission } = look;
  book.addFacts('registry', 'manual', look.registry);
  book.addFacts('health', 'product-log', look.health);
  const options: CollectOptions = { ...look, address: endpoint.address };
  const told = permission.scope === 'stream' ? nobodyThere : await collectOnvif(options);
  if (told.snapshotUrl !== null) await collectSnapshot(options, told.snapshotUrl);
  if (told.isThere) await collectTls(options, told.httpsPort);
  const described = endpoint.description?.streams.find(({ profile }) => profile === 'main')?.uri ?? null;
  const rtspUrl = endpoint.address.rtspMainUrl ?? told.rtspUrl ?? described;
  if (rtspUrl !== null && permission.scope !== 'onvif') {
    await collectStream({ ...options, rtspUrl, sampleMs: look.sampleMs, onLine: look.onLine });
  }
}
