/** What the tiers see of purposes, zones and the registers of privacy. Part of `PrivacyRepository` (access.ts). */
import type {
  ApprovalWish,
  ClockRule,
  Incident,
  IncidentStep,
  PublicHoliday,
  Purpose,
  SubjectRequest,
  SubjectRequestStep,
  ZoneApproval,
  ZoneRule,
} from '@khue/domain/privacy';
import type { Told } from './told.ts';

export interface PurposeRepository {
  /** All purposes, retired ones too, in their order. */
  purposes(): Promise<Purpose[]>;
  /** Adds one at the end; null where there are `limit` already. */
  addPurpose(purpose: Pick<Purpose, 'title' | 'needsNote'>, limit: number, told: Told<string>): Promise<string | null>;
  /** `last`: it would leave none that can be chosen, and nothing changes. */
  changePurpose(purpose: Purpose, told: Told): Promise<'changed' | 'unknown' | 'last'>;
  /** Puts purposes in this order; false, and no change, where the ids are not exactly those that are there. */
  orderPurposes(ids: readonly string[], told: Told): Promise<boolean>;
}

/** An approval with the names a person reads. */
export interface NamedApproval extends ZoneApproval {
  readonly schoolCode: string;
  readonly schoolName: string;
  readonly cameraName: string | null;
  readonly requestedByName: string;
  readonly decidedByName: string | null;
}

export interface ZoneRepository {
  zoneRules(): Promise<ZoneRule[]>;
  /** False where there is no such zone. */
  saveZoneRule(rule: ZoneRule, told: Told): Promise<boolean>;
  /** Approved, not withdrawn and not over at a moment. */
  approvals(at: Date): Promise<ZoneApproval[]>;
  /** Of the schools, and those that one account asked for; schools null: all. Newest first, at most `limit`. */
  approvalList(scope: ApprovalScope, limit: number): Promise<NamedApproval[]>;
  approval(id: string): Promise<NamedApproval | null>;
  /** Requests of an account that wait for a decision. */
  waitingApprovals(requestedBy: string, at: Date): Promise<number>;
  requestApproval(wish: ApprovalWish, told: Told<string>): Promise<string>;
  /** Decides one that waits; begins at the decision at the earliest. False where it does not wait any more. */
  decideApproval(
    id: string,
    decision: 'approved' | 'refused',
    decidedBy: string,
    at: Date,
    told: Told,
  ): Promise<boolean>;
  /** Ends one that is approved and not over; false otherwise. */
  withdrawApproval(id: string, withdrawnBy: string, at: Date, told: Told): Promise<boolean>;
  /** Enabled people who hold `zone.approve` somewhere at a moment; at most `limit`. */
  approverIds(at: Date, limit: number): Promise<string[]>;
}

export interface ApprovalScope {
  readonly schools: readonly string[] | null;
  readonly requestedBy: string;
}

export interface RegisterRepository {
  clockRules(): Promise<ClockRule[]>;
  publicHolidays(): Promise<PublicHoliday[]>;
  /** Open ones first, then the rest, newest first; at most `limit`. */
  subjectRequests(limit: number): Promise<SubjectRequest[]>;
  subjectRequest(id: string): Promise<SubjectRequest | null>;
  /** null where the reference is taken. */
  addSubjectRequest(
    request: Pick<SubjectRequest, 'reference' | 'kind' | 'receivedAt' | 'schoolId' | 'summary'>,
    told: Told<string>,
  ): Promise<string | null>;
  /** False where the step was taken already, or the request is closed; `outcome` goes with `close`. */
  stepSubjectRequest(
    id: string,
    step: SubjectRequestStep,
    at: Date,
    outcome: string | null,
    told: Told,
  ): Promise<boolean>;
  incidents(limit: number): Promise<Incident[]>;
  incident(id: string): Promise<Incident | null>;
  addIncident(
    incident: Pick<Incident, 'title' | 'level' | 'discoveredAt' | 'description'>,
    told: Told<string>,
  ): Promise<string>;
  stepIncident(id: string, step: IncidentStep, at: Date, outcome: string | null, told: Told): Promise<boolean>;
}
