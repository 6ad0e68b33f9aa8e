import type { FastifyRequest } from 'fastify';
import type { AuditCampaign, AuditProfile, Verdict } from '@khue/domain/audit';
import { type AuditBoard, auditRegisterLimit, type AuditedCamera, type CameraAudit } from '@khue/domain/auditApi';
import { auditRules } from '@khue/domain/auditRules';
import type { Camera } from '@khue/domain/camera';
import { KhueError } from '@khue/domain/errors';
import type { AuditTask } from '@khue/store/audit';
import { requireRight, rightsOf } from '../access/guard.ts';
import type { DashboardParts } from '../parts.ts';
import { boardInTurns, type BoardSchool, Weighing } from './board.ts';

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
    if (whole?.schoolIds.length !== seen.schoolIds.length) throw new KhueError('KHUE_NOT_ALLOWED');
    return seen;
  }

  async board(request: FastifyRequest, id: string): Promise<AuditBoard> {
    const { audits } = this.#parts.store;
    const campaign = await this.campaign(request, id);
    const scope = schoolsFor(request, 'audit.view');
    const { profile, weighing } = await this.#weighing(campaign, campaign.schoolIds);
    const [tasks, verdicts, schools] = await Promise.all([
      audits.tasks(id, scope),
      audits.boardVerdicts(id, scope),
      this.schools(campaign.schoolIds),
    ]);
    return boardInTurns({ campaign, profile, weighing, schools, tasks, verdicts, atMs: this.#parts.clock.now() });
  }

  /** Names of schools as they are called today; those that are gone keep their id. */
  async schools(schoolIds: readonly string[]): Promise<BoardSchool[]> {
    const { store } = this.#parts;
    const [schools, units] = await Promise.all([store.schools.list(), store.units.list()]);
    const wards = new Map(units.map(({ code, fullName }) => [code, fullName]));
    const byId = new Map(schools.map((school) => [school.id, school]));
    return schoolIds.map((schoolId) => {
      const school = byId.get(schoolId);
      return {
        schoolId,
        code: school?.code ?? schoolId,
        name: school?.name ?? schoolId,
        shortName: school?.shortName ?? schoolId,
        wardName: wards.get(school?.wardCode ?? '') ?? null,
        synthetic: school?.synthetic ?? false,
      };
    });
  }

  async cameras(request: FastifyRequest, id: string, schoolId: string) {
    requireRight(request, 'audit.view', { schoolId, camera: null });
    const campaign = await this.campaign(request, id);
    if (!campaign.schoolIds.includes(schoolId)) throw new KhueError('KHUE_NOT_FOUND');
    const { store, clock } = this.#parts;
    const { weighing } = await this.#weighing(campaign, [schoolId]);
    const [tasks, verdicts, cameras, [school]] = await Promise.all([
      store.audits.tasks(id, [schoolId]),
      store.audits.boardVerdicts(id, [schoolId]),
      store.cameras.list({ asOf: new Date(campaign.createdAt), schoolId }),
      this.schools([schoolId]),
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
      name: school?.name ?? schoolId,
      cameras: audited.toSorted((a, b) => a.code.localeCompare(b.code, 'vi')),
    };
  }

  async camera(request: FastifyRequest, id: string, cameraId: string): Promise<CameraAudit> {
    const { store, clock } = this.#parts;
    const campaign = await this.campaign(request, id);
    const task = (await store.audits.tasks(id, schoolsFor(request, 'audit.view'))).find(
      (candidate) => candidate.cameraId === cameraId,
    );
    if (task === undefined) throw new KhueError('KHUE_NOT_FOUND');
    const { schoolId } = task;
    const { weighing } = await this.#weighing(campaign, [schoolId]);
    const profile = { name: campaign.profile, version: campaign.profileVersion };
    const [verdicts, evidence, earlier, assets, camera, [school]] = await Promise.all([
      store.audits.verdicts(id, cameraId),
      store.audits.evidenceList(id, cameraId),
      store.audits.earlierVerdicts(cameraId, profile, shownHistory),
      store.audits.assets([cameraId]),
      store.cameras.find(cameraId, { asOf: new Date(campaign.createdAt) }),
      this.schools([schoolId]),
    ]);
    const now = clock.now();
    const score = verdicts.length === 0 ? null : weighing.score(verdicts, schoolId, now);
    return {
      campaign,
      schoolId,
      schoolName: school?.name ?? schoolId,
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

  async #weighing(
    campaign: AuditCampaign,
    schoolIds: readonly string[],
  ): Promise<{ readonly profile: AuditProfile; readonly weighing: Weighing }> {
    const { audits } = this.#parts.store;
    const [profiles, waivers] = await Promise.all([audits.profiles(), audits.waivers(schoolIds, auditRegisterLimit)]);
    const profile = profiles.find(
      ({ name, version }) => name === campaign.profile && version === campaign.profileVersion,
    );
    if (profile === undefined) throw new Error('a campaign has lost its profile');
    return { profile, weighing: new Weighing(auditRules, profile, waivers) };
  }
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
