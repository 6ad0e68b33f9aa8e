/** What the tiers see of the audit of cameras. Part of `Store` (store.ts). */
import type {
  AssetRecord,
  AuditCampaign,
  AuditPermission,
  AuditProfile,
  AuditStop,
  AuditTaskState,
  AuditWaiver,
  CampaignState,
  Evidence,
  EvidenceHead,
  KeptEvidence,
  Verdict,
} from '@khue/domain/audit';
import type { AuditRetention, AuditScore, BoardOrder, FamilyCounts } from '@khue/domain/auditApi';
import type { AuditLimits } from '@khue/domain/auditHours';
import type { RuleWeight } from '@khue/domain/auditTally';
import type { Told } from './told.ts';

/** Who recorded something, and when. */
export interface Recorded {
  readonly by: string;
  readonly at: Date;
}

export interface AuditRegisterRepository {
  /** Every version, newest first. */
  profiles(): Promise<AuditProfile[]>;
  /** In force at a moment, for campaigns that begin then. */
  limitsAt(at: Date): Promise<AuditLimits>;
  /** Newest first, at most `limit`. */
  permissions(limit: number): Promise<AuditPermission[]>;
  /** Not ended, and in their span at a moment. */
  permissionsAt(at: Date): Promise<AuditPermission[]>;
  addPermission(
    permission: Omit<AuditPermission, 'id' | 'recordedBy' | 'recordedAt' | 'endedAt'>,
    recorded: Recorded,
    told: Told<string>,
  ): Promise<string>;
  /** False where there is none that is not ended. */
  endPermission(id: string, at: Date, told: Told): Promise<boolean>;
  /** Of the schools (null: all), newest first, at most `limit`. */
  waivers(schoolIds: readonly string[] | null, limit: number): Promise<AuditWaiver[]>;
  addWaiver(waiver: Omit<AuditWaiver, 'id' | 'recordedBy'>, recorded: Recorded, told: Told<string>): Promise<string>;
  /** Those that are not lifted, newest first, at most `limit`. */
  stops(limit: number): Promise<AuditStop[]>;
  addStop(stop: Pick<AuditStop, 'schoolId' | 'reason'>, recorded: Recorded, told: Told<string>): Promise<string>;
  /** False where there is none that is not lifted. */
  liftStop(id: string, at: Date, told: Told): Promise<boolean>;
  assets(cameraIds: readonly string[]): Promise<Map<string, AssetRecord>>;
  saveAsset(cameraId: string, asset: AssetRecord, recorded: Recorded, told: Told): Promise<void>;
}

/** A camera of a campaign. */
export interface AuditTask {
  readonly campaignId: string;
  readonly cameraId: string;
  readonly schoolId: string;
  readonly state: AuditTaskState;
  readonly attempts: number;
  readonly permissionId: string | null;
}

/** A task that somebody has taken to work on. */
export interface ClaimedTask {
  readonly campaignId: string;
  readonly cameraId: string;
  readonly schoolId: string;
  /** This time included. */
  readonly attempts: number;
  readonly profile: string;
  readonly profileVersion: number;
  readonly limits: AuditLimits;
}

/** A campaign that is not over and not stopped, as whoever works on it has to know it. */
export type OpenCampaign = Pick<AuditCampaign, 'id' | 'profile' | 'profileVersion' | 'limits' | 'byDay'>;

/** What of the open work has to rest. */
export interface NotOf {
  readonly schoolIds: readonly string[];
  readonly campaignIds: readonly string[];
}

export interface FinishedTask {
  readonly campaignId: string;
  readonly cameraId: string;
  readonly state: Extract<AuditTaskState, 'done' | 'skipped' | 'failed'>;
  readonly permissionId: string | null;
  readonly evidence: readonly Evidence[];
  readonly verdicts: readonly Verdict[];
  readonly at: Date;
}

/** A verdict as the board counts it. */
export type BoardVerdict = Pick<Verdict, 'cameraId' | 'ruleId' | 'result'>;

export interface AuditCampaignRepository {
  /** Those that reach into the schools (null: any), newest first; schools and counts are those of the schools alone. */
  campaigns(schoolIds: readonly string[] | null, limit: number): Promise<AuditCampaign[]>;
  campaign(id: string, schoolIds: readonly string[] | null): Promise<AuditCampaign | null>;
  /**
   * With a task for each camera that hangs in one of the schools at the moment, under the limits of the moment; waits for
   * somebody to work on it.
   */
  startCampaign(
    campaign: Pick<AuditCampaign, 'title' | 'profile' | 'profileVersion' | 'byDay'> & {
      readonly schoolIds: readonly string[];
    },
    recorded: Recorded,
    told: Told<string>,
  ): Promise<string>;
  /** False where it is not in one of the states `from`. */
  moveCampaign(id: string, from: readonly CampaignState[], to: CampaignState, at: Date, told: Told): Promise<boolean>;
  /** Those that wait or run, oldest first. */
  openCampaigns(): Promise<OpenCampaign[]>;
  /**
   * Takes one task that waits, or whose lease is over, of a campaign that runs; not of the schools and campaigns named, nor
   * of schools that a stop is in force for, nor of a camera that is worked on for another campaign. Null where there is
   * none. Nobody else gets it until the lease is over. It counts as an attempt from now on.
   */
  claimTask(at: Date, leaseMs: number, notOf: NotOf): Promise<ClaimedTask | null>;
  /**
   * Still this campaign's turn: it runs, no stop is in force for the school, and the permission under which its camera is
   * asked has neither ended nor run out (`permissionId` null: nothing is asked).
   */
  mayGoOn(task: Pick<AuditTask, 'campaignId' | 'schoolId' | 'permissionId'>, at: Date): Promise<boolean>;
  /** Gives a task back as if it had not been taken. */
  releaseTask(task: Pick<AuditTask, 'campaignId' | 'cameraId'>): Promise<void>;
  /** Keeps what was found, all of it or nothing; false where the task was finished by somebody else. */
  finishTask(finished: FinishedTask): Promise<boolean>;
  /** Ends campaigns that run and have no open task; their ids. */
  endCampaigns(at: Date): Promise<string[]>;
  /** By school and code of the camera; of the schools (null: all). */
  tasks(campaignId: string, schoolIds: readonly string[] | null): Promise<AuditTask[]>;
  /** Of the cameras of one school. */
  schoolVerdicts(campaignId: string, schoolId: string): Promise<BoardVerdict[]>;
  task(campaignId: string, cameraId: string): Promise<AuditTask | null>;
  /** In the order of rule ids. */
  verdicts(campaignId: string, cameraId: string): Promise<Verdict[]>;
  /** Without their texts, by kind. */
  evidenceList(campaignId: string, cameraId: string): Promise<EvidenceHead[]>;
  evidence(id: string): Promise<KeptEvidence | null>;
  /** Earlier verdicts of a camera by the same version of a profile, newest campaign first. */
  earlierVerdicts(
    cameraId: string,
    profile: Pick<AuditProfile, 'name' | 'version'>,
    limit: number,
  ): Promise<{ campaignId: string; title: string; at: Date; verdicts: BoardVerdict[] }[]>;
  /** Log-ins refused by a device on a day. */
  refusedAttempts(device: string, day: string): Promise<number>;
  countRefused(device: string, day: string, at: Date): Promise<void>;
}

/** Whose board, as it is at a moment: waivers in force then set their verdicts aside. */
export interface BoardAsked {
  readonly campaignId: string;
  /** In scope; null: all. */
  readonly schoolIds: readonly string[] | null;
  readonly weights: ReadonlyMap<string, RuleWeight>;
  /** False for a placeholder: counts alone. */
  readonly isScored: boolean;
  readonly at: Date;
}

export interface BoardPage {
  readonly order: BoardOrder;
  /** Schools with a camera that fails it; null: any. */
  readonly ruleId: string | null;
  /** Schools of this ward; null: any. */
  readonly wardCode: string | null;
  /** Of these alone; null: any. */
  readonly among: readonly string[] | null;
  readonly offset: number;
  readonly limit: number;
}

/** A school of a board. Schools that are gone keep their id in place of what they were called. */
export interface BoardSchool {
  readonly schoolId: string;
  readonly code: string;
  readonly name: string;
  readonly shortName: string;
  readonly wardName: string | null;
  readonly synthetic: boolean;
  readonly cameras: number;
  /** Cameras with verdicts. */
  readonly finished: number;
  readonly score: AuditScore;
  /** Families with an enabled rule that was judged; no order. */
  readonly families: readonly FamilyCounts[];
}

/** `schools`: a page of those that fit, of which there are `matching`; everything else is of all in scope. */
export interface Board {
  readonly cameras: number;
  readonly finished: number;
  readonly synthetic: boolean;
  readonly score: AuditScore;
  readonly families: readonly FamilyCounts[];
  /** Rules by how many cameras fail them, most first; those with none are left out. */
  readonly causes: readonly { readonly ruleId: string; readonly cameras: number }[];
  /** In which the schools lie, by name. */
  readonly wards: { readonly code: string; readonly name: string; readonly cameras: number }[];
  readonly matching: number;
  readonly schools: readonly BoardSchool[];
}

/** Counted as verdicts are written: what a board costs grows with its schools, not with its verdicts. */
export interface AuditBoardRepository {
  board(asked: BoardAsked, page: BoardPage): Promise<Board>;
}

/** How long what audits found is kept; the database's clock says when it is over. */
export interface AuditRetentionRepository {
  auditRetention(): Promise<AuditRetention>;
  /**
   * Drops the texts of a portion of the evidence that was kept for long enough, and says in the log how many; returns that
   * number. What it was and its SHA-256 stay.
   */
  expireEvidence(at: Date): Promise<number>;
  /**
   * Lets a portion of the oldest campaign go that has been over for long enough; with its last camera the campaign, which
   * the log then names. False where there is none.
   */
  expireFindings(at: Date): Promise<boolean>;
}

export interface AuditRepository
  extends AuditRegisterRepository,
    AuditCampaignRepository,
    AuditBoardRepository,
    AuditRetentionRepository {}
