/** Audits of cameras: campaigns, what they found, and what they go by. */
import {
  type AssetRecord,
  type AuditCampaign,
  auditCampaignSchema,
  type AuditProfile,
  type AuditStop,
  type AuditWaiver,
  type KeptEvidence,
} from '@khue/domain/audit';
import {
  type AuditBoard,
  auditBoardSchema,
  auditPermissionListSchema,
  type AuditRulesAnswer,
  auditRulesAnswerSchema,
  type AuditSchool,
  auditSchoolCamerasSchema,
  auditSchoolsAnswerSchema,
  auditStopListSchema,
  auditWaiverListSchema,
  type BoardOrder,
  type CameraAudit,
  cameraAuditSchema,
  campaignListSchema,
  evidenceAnswerSchema,
  type ListedPermission,
  type NewAuditPermission,
  type NewCampaign,
  type NewStop,
  type NewWaiver,
} from '@khue/domain/auditApi';
import { createdSchema } from '@khue/domain/privacyApi';
import {
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { z } from 'zod';
import { request, requestNothing } from './http.ts';

export type AuditSchoolCameras = z.infer<typeof auditSchoolCamerasSchema>;

/** Everything of this room: a permission, a stop or a waiver changes what the others say. */
const auditKey = ['audit'] as const;
/** How often a campaign at work is asked for, and one that is not. */
const runningEveryMs = 1_000;
const restingEveryMs = 30_000;
/** Answers of an earlier moment of a campaign are not kept: one comes every second. */
const keptMs = 5_000;

const isOpen = (campaign: AuditCampaign): boolean => campaign.state === 'waiting' || campaign.state === 'running';
const everyMs = (open: boolean): number => (open ? runningEveryMs : restingEveryMs);
const part = (id: string): string => encodeURIComponent(id);

/** The pack and its profiles: those in force first, placeholders behind them, so that nobody chooses one unawares. */
export function useAuditRules(): UseQueryResult<AuditRulesAnswer> {
  return useQuery({
    queryKey: [...auditKey, 'rules'],
    queryFn: async ({ signal }) => {
      const answer = await request('/api/audit/rules', auditRulesAnswerSchema, { signal });
      const isPlaceholder = ({ state }: AuditProfile): number => (state === 'placeholder' ? 1 : 0);
      return { ...answer, profiles: answer.profiles.toSorted((a, b) => isPlaceholder(a) - isPlaceholder(b)) };
    },
    staleTime: 300_000,
  });
}

export function useAuditSchools(): UseQueryResult<readonly AuditSchool[]> {
  return useQuery({
    queryKey: [...auditKey, 'schools'],
    queryFn: async ({ signal }) => (await request('/api/audit/schools', auditSchoolsAnswerSchema, { signal })).schools,
    staleTime: 10_000,
  });
}

export function useAuditPermissions(): UseQueryResult<readonly ListedPermission[]> {
  return useQuery({
    queryKey: [...auditKey, 'permissions'],
    queryFn: async ({ signal }) =>
      (await request('/api/audit/permissions', auditPermissionListSchema, { signal })).permissions,
  });
}

export function useAuditWaivers(): UseQueryResult<readonly AuditWaiver[]> {
  return useQuery({
    queryKey: [...auditKey, 'waivers'],
    queryFn: async ({ signal }) => (await request('/api/audit/waivers', auditWaiverListSchema, { signal })).waivers,
  });
}

export function useAuditStops(): UseQueryResult<readonly AuditStop[]> {
  return useQuery({
    queryKey: [...auditKey, 'stops'],
    queryFn: async ({ signal }) => (await request('/api/audit/stops', auditStopListSchema, { signal })).stops,
    refetchInterval: restingEveryMs,
  });
}

export function useCampaigns(): UseQueryResult<readonly AuditCampaign[]> {
  return useQuery({
    queryKey: [...auditKey, 'campaigns'],
    queryFn: async ({ signal }) => (await request('/api/audits', campaignListSchema, { signal })).campaigns,
    refetchInterval: ({ state }) => everyMs(state.data?.some(isOpen) ?? false),
  });
}

/** How far a campaign is; asked for every second while it works. */
export function useCampaign(id: string): UseQueryResult<AuditCampaign> {
  return useQuery({
    queryKey: [...auditKey, 'campaign', id],
    queryFn: ({ signal }) => request(`/api/audits/${part(id)}`, auditCampaignSchema, { signal }),
    refetchInterval: ({ state }) => everyMs(state.data !== undefined && isOpen(state.data)),
  });
}

/** A part of a campaign's answer belongs to how far the campaign was: another `done` asks for it again. */
interface At {
  readonly campaignId: string;
  readonly done: number;
}

/** What of a board is looked at; null: any. */
export interface BoardView {
  /** 1 is the first. */
  readonly page: number;
  readonly order: BoardOrder;
  readonly rule: string | null;
  readonly ward: string | null;
  /** Part of a name or code; empty: any. */
  readonly q: string;
}

function boardQuery({ page, order, rule, ward, q }: BoardView): string {
  const named = { ...(rule !== null && { rule }), ...(ward !== null && { ward }), ...(q.trim() !== '' && { q }) };
  return new URLSearchParams({ page: String(page), order, ...named }).toString();
}

export function useAuditBoard({ campaignId, done }: At, view: BoardView): UseQueryResult<AuditBoard> {
  const query = boardQuery(view);
  return useQuery({
    queryKey: [...auditKey, 'board', campaignId, done, query],
    queryFn: ({ signal }) => request(`/api/audits/${part(campaignId)}/board?${query}`, auditBoardSchema, { signal }),
    gcTime: keptMs,
    placeholderData: (earlier) => (earlier?.campaign.id === campaignId ? earlier : undefined),
  });
}

export function useAuditedCameras({ campaignId, done }: At, schoolId: string): UseQueryResult<AuditSchoolCameras> {
  return useQuery({
    queryKey: [...auditKey, 'cameras', campaignId, schoolId, done],
    queryFn: ({ signal }) =>
      request(`/api/audits/${part(campaignId)}/schools/${part(schoolId)}`, auditSchoolCamerasSchema, { signal }),
    gcTime: keptMs,
    placeholderData: (earlier) => (earlier?.schoolId === schoolId ? earlier : undefined),
  });
}

export function useCameraAudit({ campaignId, done }: At, cameraId: string): UseQueryResult<CameraAudit> {
  return useQuery({
    queryKey: [...auditKey, 'camera', campaignId, cameraId, done],
    queryFn: ({ signal }) =>
      request(`/api/audits/${part(campaignId)}/cameras/${part(cameraId)}`, cameraAuditSchema, { signal }),
    gcTime: keptMs,
    placeholderData: (earlier) =>
      earlier?.camera.cameraId === cameraId && earlier.campaign.id === campaignId ? earlier : undefined,
  });
}

/** The text of a piece of evidence; who looked is written down, so it is asked for once. */
export function useEvidence(id: string): UseQueryResult<KeptEvidence> {
  return useQuery({
    queryKey: [...auditKey, 'evidence', id],
    queryFn: ({ signal }) => request(`/api/audit-evidence/${part(id)}`, evidenceAnswerSchema, { signal }),
    staleTime: Infinity,
  });
}

/** A change; what the room shows is asked for again whatever came of it. */
export function useAuditChange<Change, Done = void>(
  change: (what: Change) => Promise<Done>,
): UseMutationResult<Done, Error, Change> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () =>
      queries.invalidateQueries({ queryKey: auditKey, predicate: ({ queryKey }) => queryKey[1] !== 'evidence' }),
  });
}

function post(path: string): Promise<void> {
  return requestNothing(path, { method: 'POST', body: {} });
}

async function create(path: string, body: unknown): Promise<string> {
  return (await request(path, createdSchema, { method: 'POST', body })).id;
}

export const startCampaign = (campaign: NewCampaign): Promise<string> => create('/api/audits', campaign);

/** `stop` leaves what was found; `resume` goes on with the cameras that are left. */
export const moveCampaign = ({ id, to }: { readonly id: string; readonly to: 'stop' | 'resume' }): Promise<void> =>
  post(`/api/audits/${part(id)}/${to}`);

export const addAuditPermission = (permission: NewAuditPermission): Promise<string> =>
  create('/api/audit/permissions', permission);

export const endAuditPermission = (id: string): Promise<void> => post(`/api/audit/permissions/${part(id)}/end`);

export const addWaiver = (waiver: NewWaiver): Promise<string> => create('/api/audit/waivers', waiver);

export const addStop = (stop: NewStop): Promise<string> => create('/api/audit/stops', stop);

export const liftStop = (id: string): Promise<void> => post(`/api/audit/stops/${part(id)}/lift`);

export const saveAsset = ({
  cameraId,
  asset,
}: {
  readonly cameraId: string;
  readonly asset: AssetRecord;
}): Promise<void> => requestNothing(`/api/audit/cameras/${part(cameraId)}/asset`, { method: 'POST', body: asset });

/** What minutes are of: one school, the schools of a ward, or (both null) everything. */
export interface MinutesOf {
  readonly schoolId: string | null;
  readonly ward: string | null;
}

/** Address of minutes of a campaign, in the language of the screen. */
export function minutesUrl(
  campaignId: string,
  { format, locale, schoolId, ward }: MinutesOf & { format: 'pdf' | 'xlsx'; locale: 'vi' | 'en' },
): string {
  const query = new URLSearchParams({
    locale,
    ...(schoolId !== null && { schoolId }),
    ...(schoolId === null && ward !== null && { ward }),
  });
  return `/api/audits/${part(campaignId)}/minutes.${format}?${query}`;
}
