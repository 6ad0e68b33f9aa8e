import type { Role } from '@khue/domain/access';
import type { LogEntry, LogVerification } from '@khue/domain/log';
import type { Purpose } from '@khue/domain/privacy';
import type { CameraDescription } from '@khue/domain/camera';
import type { CameraStatus } from '@khue/domain/cameraStatus';
import type { ImportRun } from '@khue/domain/import';
import type { ImportHead } from '@khue/domain/importMapping';
import { type ColumnType, type Generated, type JSONColumnType, Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import type { AlarmTables } from './alarmTables.ts';
import type { AuditTables } from './auditTables.ts';
import type { Moment, Until } from './columnTypes.ts';
import type { FeedTables } from './feedTables.ts';

interface ValidTime {
  valid_from: Moment;
  valid_to: Until;
  recorded_at: Generated<Date>;
}

/** Tables as the migrations make them; meaning of the columns there. */
export interface Database extends AlarmTables, AuditTables, FeedTables {
  unit: { id: Generated<string> };
  unit_version: ValidTime & {
    unit_id: string;
    code: string;
    name: string;
    full_name: string;
    kind: string;
    lon: number | null;
    lat: number | null;
    area_km2: number | null;
    merged_from: string | null;
  };
  unit_relation: {
    child_id: string;
    parent_id: string;
    kind: string;
    valid_from: Moment;
    valid_to: Until;
    legal_act: string | null;
  };
  school: { id: Generated<string> };
  school_version: ValidTime & {
    school_id: string;
    code: string;
    name: string;
    short_name: string;
    levels: string[];
    address: string | null;
    lon: number | null;
    lat: number | null;
    ward_code: string | null;
    ownership: string | null;
    synthetic: boolean;
  };
  camera: { id: Generated<string> };
  camera_version: ValidTime & {
    camera_id: string;
    code: string;
    school_id: string;
    name: string;
    zone: string;
    bearing: number | null;
    synthetic: boolean;
    onvif_url: string | null;
    rtsp_main_url: string | null;
    rtsp_sub_url: string | null;
  };
  camera_secret: { camera_id: string; key_id: string; sealed: Buffer; digest: Buffer; changed_at: Moment };
  secret_key_check: { key_id: string; sealed: Buffer };
  data_key: {
    id: string;
    number: Generated<string>;
    kek_id: string;
    sealed: Buffer;
    made_at: Generated<Date>;
    resealing: boolean;
    retired_at: Moment | null;
  };
  camera_description: { camera_id: string; described_at: Moment; description: JSONColumnType<CameraDescription> };
  camera_evidence: { camera_id: string; described_at: Moment; name: string; sha256: string; body: string };
  camera_sample: {
    observed_at: Moment;
    camera_id: string;
    state: string;
    reason: string;
    changed: boolean;
    latency_ms: number | null;
    clock_offset_ms: number | null;
  };
  camera_current: { camera_id: string; observed_at: Moment; since: Moment; status: JSONColumnType<CameraStatus> };
  import_run: {
    id: string;
    started_at: Moment;
    run: JSONColumnType<ImportRun>;
    head: JSONColumnType<ImportHead> | null;
  };
  import_file: { run_id: string; key_id: string; sealed: Buffer };
  import_reject: {
    run_id: string;
    position: Generated<string>;
    line: number;
    column_name: string | null;
    value: string;
    code: string;
  };
  import_mapping: {
    kind: string;
    name: string;
    columns: JSONColumnType<Record<string, string>>;
    saved_at: Generated<Date>;
  };
  account: {
    id: Generated<string>;
    name: string;
    display_name: string;
    password_hash: string | null;
    created_at: Generated<Date>;
    kind: ColumnType<string, string | undefined, never>;
    disabled_at: ColumnType<Date | null, undefined, Date | null>;
    last_sign_in_at: ColumnType<Date | null, undefined, Date>;
    must_change_password: ColumnType<boolean, boolean | undefined, boolean>;
    password_changed_at: ColumnType<Date | null, Date | undefined, Date>;
    external_issuer: string | null;
    external_subject: string | null;
  };
  second_factor: {
    account_id: string;
    key_id: string;
    sealed: Buffer;
    confirmed_at: Date | null;
    last_step: ColumnType<string, string | undefined, string>;
  };
  known_browser: { token_sha256: Buffer; account_id: string; known_since: Moment };
  wrong_code: { id: Generated<string>; account_id: string; at: Moment };
  password_history: { account_id: string; replaced_at: Moment; password_hash: string };
  sign_in_failure: { key: string; failures: number; last_at: Moment; wait_until: Moment };
  role: { name: string; definition: JSONColumnType<Role>; changed_at: Generated<Date> };
  access_grant: {
    id: Generated<string>;
    account_id: string;
    role: string;
    scope_id: string | null;
    relation: string;
    zones: string[] | null;
    valid_from: Moment;
    valid_to: Until;
    granted_by: string | null;
    granted_at: Generated<Date>;
    reviewed_by: string | null;
    reviewed_at: Date | null;
    last_used_at: Date | null;
    from_identity: ColumnType<boolean, boolean | undefined, boolean>;
  };
  school_relation: { school_id: string; unit_id: string; kind: string; valid_from: Moment; valid_to: Until };
  access_review_rule: { name: string; days: number; source: string; valid_from: Moment; valid_to: Until };
  access_epoch: { single: Generated<boolean>; epoch: string };
  log_row: {
    number: ColumnType<string, number, never>;
    at: Moment;
    actor_id: string | null;
    actor_name: string;
    action: string;
    object_kind: string | null;
    object_id: string | null;
    object_name: string | null;
    result: string;
    address: string | null;
    session_id: string | null;
    details: JSONColumnType<LogEntry['details']>;
    hash: Buffer;
  };
  log_head: { single: Generated<boolean>; number: ColumnType<string, never, number>; hash: Buffer };
  log_key_change: {
    number: Generated<number>;
    changed_at: Moment;
    old_pem: string;
    new_pem: string;
    old_signature: Buffer;
    new_signature: Buffer;
  };
  log_anchor: {
    day: string;
    number: ColumnType<string, number, never>;
    hash: Buffer;
    made_at: Moment;
    key_id: string;
    signature: Buffer;
  };
  log_expiry: { last_number: string; first_number: string; last_hash: Buffer; expired_at: Date };
  log_retention: { valid_from: Moment; months: number; source: string };
  log_verification: { at: Moment; result: JSONColumnType<LogVerification> };
  view_log: {
    id: string;
    at: Date;
    account_id: string;
    session_id: string;
    camera_id: string;
    purpose: string;
    ticket_id: string;
  };
  purpose: {
    id: Generated<string>;
    title: JSONColumnType<Purpose['title']>;
    needs_note: boolean;
    active: Generated<boolean>;
    position: number;
  };
  ticket_key: {
    id: string;
    key_id: string;
    sealed: Buffer;
    made_at: Moment;
    signs_from: Moment;
    expires_at: Moment;
  };
  zone_rule: { zone: string; needs_approval: boolean; on_walls: boolean; source: string };
  zone_approval: {
    id: Generated<string>;
    school_id: string;
    camera_id: string | null;
    zone: string;
    reason: string;
    legal_basis: string;
    requested_by: string;
    requested_at: Moment;
    decision: string | null;
    decided_by: string | null;
    decided_at: Date | null;
    valid_from: Moment;
    valid_to: Moment;
    withdrawn_by: string | null;
    withdrawn_at: Date | null;
  };
  clock_rule: {
    key: string;
    amount: number;
    unit: string;
    source: string;
    valid_from: string;
    valid_to: string | null;
  };
  public_holiday: { day: string; name: string; source: string };
  subject_request: {
    id: Generated<string>;
    reference: string;
    kind: string;
    received_at: Moment;
    school_id: string | null;
    summary: string;
    acknowledged_at: Date | null;
    extended_at: Date | null;
    closed_at: Date | null;
    outcome: string | null;
  };
  incident: {
    id: Generated<string>;
    title: string;
    level: string;
    discovered_at: Moment;
    description: string;
    first_notice_at: Date | null;
    reported_at: Date | null;
    closed_at: Date | null;
    outcome: string | null;
  };
  session: {
    id: Generated<string>;
    account_id: string;
    token_sha256: Buffer;
    created_at: Generated<Date>;
    expires_at: Moment;
    stage: ColumnType<string, string | undefined, string>;
    locked_at: Date | null;
    active_at: ColumnType<Date, Date | undefined, Date>;
    address: string | null;
    agent: string | null;
  };
  recovery_code: { account_id: string; code_sha256: Buffer; used_at: Date | null };
  wall_pairing: {
    code: string;
    secret_sha256: Buffer;
    address: string;
    made_at: Moment;
    expires_at: Moment;
    account_id: string | null;
  };
}

/** What a pool of connections needs. */
export interface DatabaseOptions {
  readonly databaseUrl: string;
  readonly poolSize: number;
  readonly applicationName: string;
  /** A statement that takes longer is cancelled, a transaction that idles longer is ended. Left out: no limit (migrations). */
  readonly statementDeadlineMs?: number;
}

/** How much later than the server the client gives up: only where the server does not answer at all. */
const clientGraceMs = 5_000;

/** A pool of connections; a connection that breaks while idle is dropped and made anew at the next query. */
export function openDatabase(options: DatabaseOptions): Kysely<Database> {
  const deadlineMs = options.statementDeadlineMs;
  const pool = new Pool({
    connectionString: options.databaseUrl,
    max: options.poolSize,
    application_name: options.applicationName,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    ...(deadlineMs !== undefined && {
      statement_timeout: deadlineMs,
      idle_in_transaction_session_timeout: deadlineMs,
      query_timeout: deadlineMs + clientGraceMs,
    }),
  });
  // A connection that breaks tells of it twice: here, and through the query at hand, which rejects.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
