/** What the tiers see of the database. `openStore` (openStore.ts) makes one; nothing else in the house writes SQL. */
import type { ImportKind, ImportReject, ImportRun } from '@khue/domain/import';
import type { ImportHead, ImportMapping, NamedMapping } from '@khue/domain/importMapping';
import type { Camera, CameraAddress, CameraCredentials, CameraDescription } from '@khue/domain/camera';
import type { CameraState, CameraStatus } from '@khue/domain/cameraStatus';
import type { School } from '@khue/domain/school';
import type { TicketKey } from '@khue/domain/ticket';
import type { RelationKind, Unit } from '@khue/domain/unit';
import type { SecretKeys } from './secretKeyFile.ts';
import type { SecretRepository } from './secrets.ts';
import type { AccessRepository, AccountRepository, LogRepository, PrivacyRepository } from './access.ts';
import type { AuditRepository } from './audit.ts';
import type { StatisticsRepository } from './statistics.ts';
import type { FeedRepository } from './feed.ts';
import type { AlarmRepository } from './alarms.ts';
import type { Told } from './told.ts';

/** Which database stands behind the store. `postgresql`: no TimescaleDB; the same tables, no partitions. */
export type DatabaseEdition = 'postgresql' | 'apache' | 'community';

/** A moment to read the inventory at; now where it is left out. */
export interface AsOf {
  readonly asOf?: Date;
}

/** Outcome of writing versions: a second identical write is `unchanged`. */
export interface VersionCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** A unit without its id: matched by code. `parentCode` is its territorial parent. */
export type UnitInput = Omit<Unit, 'id'> & { readonly parentCode: string | null };
/**
 * A school without its id: matched by code. The codes of the units it belongs to beside its ward; null: none on record,
 * left out: what is on record stays.
 */
export type SchoolInput = Omit<School, 'id' | 'ownership'> & {
  /** Left out: not recorded. */
  readonly ownership?: School['ownership'];
  readonly managingUnitCode?: string | null | undefined;
  readonly professionalUnitCode?: string | null | undefined;
};
/** A camera without its ids: matched by code; credentials are sealed by the store. null credentials: leave what is stored. */
export type CameraInput = Omit<Camera, 'id' | 'schoolId'> & {
  readonly schoolCode: string;
  readonly address: CameraAddress;
  readonly credentials: CameraCredentials | null;
};

/** A camera with all that the gateway needs to speak to it. */
export interface CameraEndpoint {
  readonly camera: Camera;
  readonly address: CameraAddress;
  readonly credentials: CameraCredentials | null;
  readonly description: CameraDescription | null;
}

export interface UnitRepository {
  /** All units valid at `asOf`, by code. */
  list(options?: AsOf): Promise<Unit[]>;
  /** Writes versions in one transaction; a changed row closes its version at `at` and opens a new one. */
  upsert(units: readonly UnitInput[], at: Date): Promise<VersionCounts>;
  /** Ids of the units below one unit in one relation, itself included. */
  subtree(unitId: string, relation: RelationKind, options?: AsOf): Promise<string[]>;
}

export interface SchoolRepository {
  list(options?: AsOf): Promise<School[]>;
  find(id: string, options?: AsOf): Promise<School | null>;
  upsert(schools: readonly SchoolInput[], at: Date): Promise<VersionCounts>;
  /**
   * Ends at `at` the open versions of invented schools whose code is not among `keepCodes`; returns how many. A school
   * that still has a camera stays: cameras go first.
   */
  closeSynthetic(keepCodes: readonly string[], at: Date): Promise<number>;
  /** Every version of one school, oldest first. */
  versions(id: string): Promise<{ school: School; validFrom: Date; validTo: Date | null }[]>;
}

export interface CameraRepository {
  list(options?: AsOf & { readonly schoolId?: string }): Promise<Camera[]>;
  find(id: string, options?: AsOf): Promise<Camera | null>;
  /** Chunked internally (COPY or UNNEST); 50,000 rows in well under 20 s. */
  upsert(cameras: readonly CameraInput[], at: Date): Promise<VersionCounts>;
  /**
   * Ends at `at` the open versions of invented cameras whose code is not among `keepCodes`, and drops their current state
   * and account; returns how many.
   */
  closeSynthetic(keepCodes: readonly string[], at: Date): Promise<number>;
  /** Endpoints for the gateway, credentials opened; throws KHUE_SECRET_KEY_WRONG where the key does not fit. */
  endpoints(options?: { readonly cameraIds?: readonly string[] }): Promise<CameraEndpoint[]>;
  saveDescription(
    description: CameraDescription,
    rawEvidence: readonly { name: string; sha256: string; body: string }[],
  ): Promise<void>;
  descriptions(cameraIds: readonly string[]): Promise<CameraDescription[]>;
}

export interface CameraStatusRepository {
  /** Appends samples and upserts the current state, in batches. Older messages never overwrite newer state. */
  record(statuses: readonly CameraStatus[]): Promise<void>;
  current(options?: { readonly cameraIds?: readonly string[] }): Promise<CameraStatus[]>;
  /**
   * State changes of one camera between two moments, oldest first, led by the state at `from` where known. Three minutes
   * after a sample without a next one the state is `unknown`. `to` is not in the future.
   */
  history(cameraId: string, from: Date, to: Date): Promise<{ at: Date; state: CameraState }[]>;
  /** Samples stored per minute since a moment; minutes without samples are left out. */
  samplesPerMinute(since: Date): Promise<{ at: Date; samples: number }[]>;
  /** Drops samples older than a moment (drop_chunks where there are chunks). Returns nothing. */
  dropBefore(before: Date): Promise<void>;
}

/** Mappings of columns, by kind and name. */
export interface ImportMappingRepository {
  /** Those that people named and those kept for the headers of a file; the last saved first, a thousand at most. */
  mappings(kind: ImportKind): Promise<ImportMapping[]>;
  /** Those that people named, by kind and name; a thousand at most. */
  namedMappings(kind?: ImportKind): Promise<NamedMapping[]>;
  findMapping(kind: ImportKind, name: string): Promise<ImportMapping | null>;
  /** Takes the place of one of the same name. */
  saveMapping(mapping: ImportMapping, told: Told): Promise<void>;
  /** False where the name is taken; the mapping there stays. */
  addMapping(mapping: ImportMapping): Promise<boolean>;
}

/** Who carries out a run whose file is not stored. */
export interface ImportHoldRepository {
  /** Lets everybody see, as long as the work goes on and its process lives, that this run is being carried out. */
  whileHeld<Result>(runId: string, work: () => Promise<Result>): Promise<Result>;
  /** Ends the runs that are `running` without a stored file and without anybody carrying them out; returns how many. */
  endAbandoned(end: (run: ImportRun) => ImportRun, told: Told<ImportRun>): Promise<number>;
}

export interface ImportRepository extends ImportMappingRepository, ImportHoldRepository {
  /** Stores a run; its file, sealed, where somebody else is to carry it out (null: the caller does). */
  create(run: ImportRun, file: Uint8Array | null, told: Told): Promise<void>;
  /** The file of a run that has not ended; throws KHUE_SECRET_KEY_WRONG where the key does not fit. */
  file(runId: string): Promise<Uint8Array | null>;
  /** Ids of the runs whose file is stored, that is: which are still to be carried out; oldest first. */
  unfinished(): Promise<string[]>;
  /** Stores counts and state; `rejects` are appended. With the state `done` or `failed` the file goes for good. */
  progress(run: ImportRun, rejects: readonly ImportReject[], told: Told): Promise<void>;
  find(runId: string): Promise<ImportRun | null>;
  list(limit: number): Promise<ImportRun[]>;
  rejects(runId: string): Promise<ImportReject[]>;
  /** Keeps the header row of a run's file, for a person to map. */
  saveHead(runId: string, head: ImportHead): Promise<void>;
  /** null where none was kept. */
  head(runId: string): Promise<ImportHead | null>;
}

/** Keys that sign viewing tickets, sealed like camera accounts. */
export interface TicketKeyRepository {
  /** Those not over at a moment, the one that signs last being last; throws KHUE_SECRET_KEY_WRONG where one cannot be opened. */
  list(at: Date): Promise<TicketKey[]>;
  /** As `list`, after making a new one where none is or the newest is a day old, and dropping those that are over. */
  renew(at: Date): Promise<TicketKey[]>;
}

export interface Store {
  readonly edition: DatabaseEdition;
  /** Server version, e.g. `18.4` with `TimescaleDB 2.19.3` where present. */
  readonly version: string;
  readonly units: UnitRepository;
  readonly schools: SchoolRepository;
  readonly cameras: CameraRepository;
  readonly statuses: CameraStatusRepository;
  readonly imports: ImportRepository;
  readonly accounts: AccountRepository;
  readonly access: AccessRepository;
  readonly log: LogRepository;
  readonly privacy: PrivacyRepository;
  readonly statistics: StatisticsRepository;
  readonly feed: FeedRepository;
  readonly ticketKeys: TicketKeyRepository;
  readonly audits: AuditRepository;
  readonly secrets: SecretRepository;
  readonly alarms: AlarmRepository;
  /** Resolves when the database answers; rejects otherwise. */
  ping(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface StoreConfig {
  /** `postgres://user:password@host:port/database` */
  readonly databaseUrl: string;
  /** Keys that seal the data keys (envelope.ts): key id → 32 bytes. New data keys are sealed with `activeKeyId`. */
  readonly secretKeys: ReadonlyMap<string, Uint8Array>;
  readonly activeKeyId: string;
  /** Reads the keys again where a newer one is needed; left out: they stay as they are. */
  readonly rereadSecretKeys?: (() => SecretKeys) | undefined;
  readonly poolSize: number;
  readonly applicationName: string;
}
