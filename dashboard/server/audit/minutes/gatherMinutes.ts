import type { FastifyRequest } from 'fastify';
import { auditRegisterLimit, auditSchoolLimit, minutesCameraLimit } from '@khue/domain/auditApi';
import { auditRules } from '@khue/domain/auditRules';
import { KhueError } from '@khue/domain/errors';
import type { AuditTask } from '@khue/store/audit';
import { requireRight } from '../../access/guard.ts';
import type { DashboardParts } from '../../parts.ts';
import { AuditDesk, auditedCamera, schoolsFor, shownBoard, shownVerdict } from '../auditDesk.ts';
import type { Weighing } from '../weighing.ts';
import type { Minutes, MinutesCamera } from './minutes.ts';

type Parts = Pick<DashboardParts, 'store' | 'clock'>;

interface Asked {
  readonly campaignId: string;
  /** Of one school alone; null: of everything in scope. */
  readonly schoolId: string | null;
  /** Code of the ward whose schools alone they are of; null: of any. */
  readonly wardCode: string | null;
}

/** Those of a school with all that was found of them, by code. */
async function camerasOf(
  { store }: Parts,
  tasks: readonly AuditTask[],
  { weighing, createdAt, asOfMs }: { readonly weighing: Weighing; readonly createdAt: string; readonly asOfMs: number },
): Promise<MinutesCamera[]> {
  const schoolId = tasks[0]?.schoolId;
  if (schoolId === undefined) return [];
  const registered = await store.cameras.list({ asOf: new Date(createdAt), schoolId });
  const byId = new Map(registered.map((camera) => [camera.id, camera]));
  const cameras = await Promise.all(
    tasks.map(async (task): Promise<MinutesCamera> => {
      const { campaignId, cameraId } = task;
      const [verdicts, evidence] = await Promise.all([
        store.audits.verdicts(campaignId, cameraId),
        store.audits.evidenceList(campaignId, cameraId),
      ]);
      const score = verdicts.length === 0 ? null : weighing.score(verdicts, schoolId, asOfMs);
      return {
        ...auditedCamera(task, byId.get(cameraId), score),
        verdicts: verdicts.map((verdict) => shownVerdict(verdict, weighing, schoolId, asOfMs)),
        evidence,
      };
    }),
  );
  return cameras.toSorted((a, b) => a.code.localeCompare(b.code, 'vi'));
}

/** Of everything asked for, with its only school or ward by name. */
async function boardFor(parts: Parts, request: FastifyRequest, { campaignId, schoolId, wardCode }: Asked) {
  const { audits } = parts.store;
  const desk = new AuditDesk(parts);
  const campaign = await desk.campaign(request, campaignId);
  if (schoolId !== null) requireRight(request, 'audit.view', { schoolId, camera: null });
  const { asked, profile, weighing } = await desk.asked(
    campaign,
    schoolId === null ? schoolsFor(request, 'audit.view') : [schoolId],
  );
  const page = { order: 'worst', ruleId: null, among: null, offset: 0, limit: auditSchoolLimit } as const;
  const { schools } = await audits.board(asked, { ...page, wardCode });
  const [first] = schools;
  if (first === undefined) throw new KhueError('KHUE_NOT_FOUND');
  const cameras = schools.reduce((sum, school) => sum + school.cameras, 0);
  if (cameras > minutesCameraLimit)
    throw new KhueError('KHUE_MINUTES_TOO_LONG', { cameras, limit: minutesCameraLimit });
  // Of these schools alone: whatever it says of all is then said of them.
  const board = await audits.board(
    { ...asked, schoolIds: schools.map((school) => school.schoolId) },
    { ...page, wardCode },
  );
  const ward = wardCode === null ? null : { what: 'ward' as const, name: first.wardName ?? wardCode };
  const onlyOf = schoolId === null ? ward : { what: 'school' as const, name: first.name };
  return { campaign, profile, board: shownBoard(board, weighing), onlyOf, asOfMs: asked.at.getTime() };
}

/**
 * What the minutes of a campaign say to whoever asks. Throws KHUE_NOT_FOUND where campaign, school or ward are out of
 * scope, KHUE_MINUTES_TOO_LONG.
 */
export async function gatherMinutes(parts: Parts, request: FastifyRequest, asked: Asked): Promise<Minutes> {
  const { audits } = parts.store;
  const { campaign, profile, board, onlyOf, asOfMs } = await boardFor(parts, request, asked);
  const schoolIds = board.schools.map(({ schoolId }) => schoolId);
  const [tasks, permissions, weighing] = await Promise.all([
    audits.tasks(campaign.id, schoolIds),
    audits.permissions(auditRegisterLimit),
    new AuditDesk(parts).weighing(campaign, schoolIds),
  ]);
  const tasksOf = Map.groupBy(tasks, (task) => task.schoolId);
  const schools: Minutes['schools'][number][] = [];
  // One school after the other: as many questions at once as it has cameras.
  for (const row of board.schools) {
    const own = tasksOf.get(row.schoolId) ?? [];
    schools.push({ row, cameras: await camerasOf(parts, own, { weighing, createdAt: campaign.createdAt, asOfMs }) });
  }
  const acted = new Set(tasks.map(({ permissionId }) => permissionId));
  return {
    campaign,
    profile,
    rules: auditRules,
    board,
    onlyOf,
    schools,
    permissions: permissions.filter(({ id }) => acted.has(id)),
    asOfMs,
  };
}
