import type { FastifyRequest } from 'fastify';
import { auditRegisterLimit } from '@khue/domain/auditApi';
import { auditRules } from '@khue/domain/auditRules';
import { KhueError } from '@khue/domain/errors';
import type { AuditTask } from '@khue/store/audit';
import { requireRight } from '../../access/guard.ts';
import type { DashboardParts } from '../../parts.ts';
import { AuditDesk, auditedCamera, shownVerdict } from '../auditDesk.ts';
import { boardOf, Weighing } from '../board.ts';
import type { Minutes, MinutesCamera } from './minutes.ts';

/** Cameras that one file holds at most: beyond it nobody reads it, and the server works on it for too long. */
export const minutesCameraLimit = 600;

type Parts = Pick<DashboardParts, 'store' | 'clock'>;

interface Asked {
  readonly campaignId: string;
  /** Of one school alone; null: of everything in scope. */
  readonly schoolId: string | null;
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

/**
 * What the minutes of a campaign say to whoever asks. Throws KHUE_NOT_FOUND where campaign or school are out of scope,
 * KHUE_MINUTES_TOO_LONG.
 */
export async function gatherMinutes(parts: Parts, request: FastifyRequest, asked: Asked): Promise<Minutes> {
  const { store, clock } = parts;
  const { campaignId, schoolId } = asked;
  const desk = new AuditDesk(parts);
  const whole = await desk.campaign(request, campaignId);
  if (schoolId !== null) {
    requireRight(request, 'audit.view', { schoolId, camera: null });
    if (!whole.schoolIds.includes(schoolId)) throw new KhueError('KHUE_NOT_FOUND');
  }
  const campaign = schoolId === null ? whole : { ...whole, schoolIds: [schoolId] };
  const { schoolIds } = campaign;
  const tasks = await store.audits.tasks(campaignId, schoolIds);
  if (tasks.length > minutesCameraLimit) {
    throw new KhueError('KHUE_MINUTES_TOO_LONG', { cameras: tasks.length, limit: minutesCameraLimit });
  }
  const [profiles, waivers, permissions, verdicts, schools] = await Promise.all([
    store.audits.profiles(),
    store.audits.waivers(schoolIds, auditRegisterLimit),
    store.audits.permissions(auditRegisterLimit),
    store.audits.boardVerdicts(campaignId, schoolIds),
    desk.schools(schoolIds),
  ]);
  const profile = profiles.find(({ name, version }) => name === whole.profile && version === whole.profileVersion);
  if (profile === undefined) throw new Error('a campaign has lost its profile');
  const weighing = new Weighing(auditRules, profile, waivers);
  const asOfMs = clock.now();
  const board = boardOf({ campaign, profile, weighing, schools, tasks, verdicts, atMs: asOfMs });
  const tasksOf = Map.groupBy(tasks, (task) => task.schoolId);
  const minuted: Minutes['schools'][number][] = [];
  // One school after the other: as many questions at once as it has cameras.
  for (const row of board.schools) {
    const own = tasksOf.get(row.schoolId) ?? [];
    const cameras = await camerasOf(parts, own, { weighing, createdAt: whole.createdAt, asOfMs });
    minuted.push({ row, cameras });
  }
  const acted = new Set(tasks.map(({ permissionId }) => permissionId));
  return {
    campaign,
    profile,
    rules: auditRules,
    board,
    schoolName: schoolId === null ? null : (schools[0]?.name ?? schoolId),
    schools: minuted,
    permissions: permissions.filter(({ id }) => acted.has(id)),
    asOfMs,
  };
}
