import type { FastifyRequest } from 'fastify';
import {
  type AuditCampaign,
  type AuditProfile,
  ruleFamilies,
  ruleFamilySchema,
  type Verdict,
} from '@khue/domain/audit';
import {
  type AuditBoard,
  type AuditBoardQuery,
  auditRegisterLimit,
  type AuditedCamera,
  boardPageSchools,
  type CameraAudit,
  type FamilyCounts,
} from '@khue/domain/auditApi';
import { auditRules } from '@khue/domain/auditRules';
import { noCounts } from '@khue/domain/auditScore';
import type { Camera } from '@khue/domain/camera';
import { KhueError } from '@khue/domain/errors';
import { foldForSearch } from '@khue/domain/text';
import type { AuditTask, Board, BoardAsked } from '@khue/store/audit';
import { requireRight, rightsOf } from '../access/guard.ts';
import type { DashboardParts } from '../parts.ts';
import { Weighing } from './weighing.ts';

/** Earlier campaigns that a camera's page shows. */
const shownHistory = 12;

/** Schools for which a permission is held, as the store takes them. */
export function schoolsFor(request: FastifyRequest, permission: 'audit.view' | 'audit.run'): string[] | null {
  const schools = rightsOf(request).schools(permission);
  return schools === null ? null : [...schools];
}

/** Campaigns as those see them who may: of everything only what lies in their scope. */
export class AuditDesk {
  readonly #parts: Pick<DashboardParts, 'store' | 'clock'>;

  constructor(parts: Pick<DashboardParts, 'store' | 'clock'>) {
    this.#parts = parts;
  }

  /** Throws KHUE_NOT_FOUND where no school of it is in scope. */
  async campaign(request: FastifyRequest, id: string, permission: 'audit.view' | 'audit.run' = 'audit.view') {
    const campaign = await this.#parts.store.audits.campaign(id, schoolsFor(request, permission));
    if (campaign === null) throw new KhueError('KHUE_NOT_FOUND');
    return campaign;
  }

  /** A campaign that is wholly in the scope of whoever asks; throws KHUE_NOT_FOUND, KHUE_NOT_ALLOWED. */
  async ownCampaign(request: FastifyRequest, id: string): Promise<AuditCampaign> {
    const seen = await this.campaign(request, id, 'audit.run');
    const whole = await this.#parts.store.audits.campaign(id, null);
    if (whole?.schools !== seen.schools) throw new KhueError('KHUE_NOT_ALLOWED');
    return seen;
  }

  /** A page of its schools, and what is true of all of them. */
  async board(request: FastifyRequest, id: string, query: AuditBoardQuery): Promise<AuditBoard> {
    const { audits } = this.#parts.store;
    const campaign = await this.campaign(request, id);
    const { asked, profile, weighing } = await this.asked(campaign, schoolsFor(request, 'audit.view'));
    const page = {
      order: query.order,
      ruleId: query.rule ?? null,
      wardCode: query.ward ?? null,
      among: await this.#named(query.q),
      offset: (query.page - 1) * boardPageSchools,
      limit: boardPageSchools,
    };
    const board = await audits.board(asked, page);
    return {
      campaign,
      profileState: profile.state,
      ...shownBoard(board, weighing),
      page: query.page,
    };
  }

  /** How a board of a campaign is asked for at this moment. */
  async asked(
    campaign: AuditCampaign,
    schoolIds: readonly string[] | null,
  ): Promise<{ readonly asked: BoardAsked; readonly profile: AuditProfile; readonly weighing: Weighing }> {
    const profile = await this.#profile(campaign);
    const weighing = new Weighing(auditRules, profile, []);
    const { weights, isScored } = weighing;
    const at = new Date(this.#parts.clock.now());
    return { asked: { campaignId: campaign.id, schoolIds, weights, isScored, at }, profile, weighing };
  }

  /** Schools whose name or code holds the words, with or without their marks; null: any. */
  async #named(words: string | undefined): Promise<string[] | null> {
    const wanted = foldForSearch(words ?? '');
    if (wanted === '') return null;
    const schools = await this.#parts.store.schools.list();
    return schools
      .filter(({ code, name, shortName }) => foldForSearch(`${code} ${name} ${shortName}`).includes(wanted))
      .map(({ id }) => id);
  }

  /** What it is called today; its id where it is gone. */
  async #schoolName(schoolId: string): Promise<string> {
    return (await this.#parts.store.schools.find(schoolId))?.name ?? schoolId;
  }

  async cameras(request: FastifyRequest, id: string, schoolId: string) {
    requireRight(request, 'audit.view', { schoolId, camera: null });
    const { store, clock } = this.#parts;
    const campaign = await store.audits.campaign(id, [schoolId]);
    if (campaign === null) throw new KhueError('KHUE_NOT_FOUND');
    const weighing = await this.weighing(campaign, [schoolId]);
    const [tasks, verdicts, cameras, name] = await Promise.all([
      store.audits.tasks(id, [schoolId]),
      store.audits.schoolVerdicts(id, schoolId),
      store.cameras.list({ asOf: new Date(campaign.createdAt), schoolId }),
      this.#schoolName(schoolId),
    ]);
    const byId = new Map(cameras.map((camera) => [camera.id, camera]));
    const found = Map.groupBy(verdicts, ({ cameraId }) => cameraId);
    const audited = tasks.map((task): AuditedCamera => {
      const own = found.get(task.cameraId);
      const score = own === undefined ? null : weighing.score(own, schoolId, clock.now());
      return auditedCamera(task, byId.get(task.cameraId), score);
    });
    return {
      schoolId,
      name,
      cameras: audited.toSorted((a, b) => a.code.localeCompare(b.code, 'vi')),
    };
  }

  async camera(request: FastifyRequest, id: string, cameraId: string): Promise<CameraAudit> {
    const { store, clock } = this.#parts;
    const task = await store.audits.task(id, cameraId);
    if (task === null) throw new KhueError('KHUE_NOT_FOUND');
    const { schoolId } = task;
    requireRight(request, 'audit.view', { schoolId, camera: null });
    const campaign = await this.campaign(request, id);
    const weighing = await this.weighing(campaign, [schoolId]);
    const profile = { name: campaign.profile, version: campaign.profileVersion };
    const [verdicts, evidence, earlier, assets, camera, schoolName] = await Promise.all([
      store.audits.verdicts(id, cameraId),
      store.audits.evidenceList(id, cameraId),
      store.audits.earlierVerdicts(cameraId, profile, shownHistory),
      store.audits.assets([cameraId]),
      store.cameras.find(cameraId, { asOf: new Date(campaign.createdAt) }),
      this.#schoolName(schoolId),
    ]);
    const now = clock.now();
    const score = verdicts.length === 0 ? null : weighing.score(verdicts, schoolId, now);
    return {
      campaign,
      schoolId,
      schoolName,
      camera: auditedCamera(task, camera ?? undefined, score),
      permissionId: task.permissionId,
      asset: assets.get(cameraId) ?? null,
      verdicts: verdicts.map((verdict) => shownVerdict(verdict, weighing, schoolId, now)),
      evidence,
      history: earlier.map(({ campaignId, title, at, verdicts: then }) => ({
        campaignId,
        title,
        at: at.toISOString(),
        score: weighing.score(then, schoolId, at.getTime()),
      })),
    };
  }

  /** With the waivers of some schools. */
  async weighing(campaign: AuditCampaign, schoolIds: readonly string[]): Promise<Weighing> {
    const waivers = await this.#parts.store.audits.waivers(schoolIds, auditRegisterLimit);
    return new Weighing(auditRules, await this.#profile(campaign), waivers);
  }

  async #profile(campaign: AuditCampaign): Promise<AuditProfile> {
    const profiles = await this.#parts.store.audits.profiles();
    const profile = profiles.find(
      ({ name, version }) => name === campaign.profile && version === campaign.profileVersion,
    );
    if (profile === undefined) throw new Error('a campaign has lost its profile');
    return profile;
  }
}

/** Every family, in the order of the pack. */
function inOrder(families: readonly FamilyCounts[]): FamilyCounts[] {
  const found = new Map(families.map((counts) => [counts.family, counts]));
  return ruleFamilies.map((name) => {
    const family = ruleFamilySchema.parse(name);
    return found.get(family) ?? { family, counts: noCounts(), criticalFailed: 0 };
  });
}

/** As it is shown. */
export function shownBoard({ score, families, causes, schools, ...board }: Board, weighing: Weighing) {
  return {
    ...board,
    total: score,
    families: inOrder(families),
    causes: causes.map((cause) => ({ ...cause, critical: weighing.of(cause.ruleId).severity === 'critical' })),
    schools: schools.map((school) => ({ ...school, families: inOrder(school.families) })),
  };
}

export function auditedCamera(
  task: AuditTask,
  camera: Camera | undefined,
  score: AuditedCamera['score'],
): AuditedCamera {
  return {
    cameraId: task.cameraId,
    code: camera?.code ?? task.cameraId,
    name: camera?.name ?? task.cameraId,
    zone: camera?.zone ?? 'yard',
    synthetic: camera?.synthetic ?? false,
    taskState: task.state,
    score,
  };
}

export function shownVerdict(verdict: Verdict, weighing: Weighing, schoolId: string, now: number) {
  const { cameraId: _cameraId, result: judged, ...rest } = verdict;
  const { result, severity, enabled } = weighing.scored(verdict, schoolId, now);
  return { ...rest, judged, result, severity, enabled, waiver: weighing.waiver(verdict, schoolId, now) };
}
