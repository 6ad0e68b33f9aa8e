/** Purposes, zones and approvals, requests of persons concerned, incidents. */
import type { CameraZone } from '@khue/domain/camera';
import {
  type ApprovalItem,
  approvalListSchema,
  type ApprovalRequest,
  clockRuleListSchema,
  createdSchema,
  type IncidentItem,
  incidentListSchema,
  type NewIncident,
  type NewPurpose,
  type NewSubjectRequest,
  type PurposeChange,
  purposeListSchema,
  type Register,
  type SubjectRequestItem,
  subjectRequestListSchema,
  type ZoneRuleChange,
  type ZoneRuleList,
  zoneRuleListSchema,
} from '@khue/domain/privacyApi';
import type { Purpose } from '@khue/domain/privacy';
import {
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { z } from 'zod';
import { request, requestNothing } from './http.ts';

/** Everything of this page: a change of one thing may change what can be done with another. */
const privacyKey = ['privacy'] as const;
const askEveryMs = 60_000;

export function usePurposes(): UseQueryResult<readonly Purpose[]> {
  return useQuery({
    queryKey: [...privacyKey, 'purposes'],
    queryFn: async ({ signal }) => (await request('/api/purposes', purposeListSchema, { signal })).purposes,
  });
}

export function useZoneRules(): UseQueryResult<ZoneRuleList> {
  return useQuery({
    queryKey: [...privacyKey, 'zoneRules'],
    queryFn: ({ signal }) => request('/api/zone-rules', zoneRuleListSchema, { signal }),
  });
}

export function useApprovals(): UseQueryResult<readonly ApprovalItem[]> {
  return useQuery({
    queryKey: [...privacyKey, 'approvals'],
    queryFn: async ({ signal }) => (await request('/api/zone-approvals', approvalListSchema, { signal })).approvals,
    refetchInterval: askEveryMs,
  });
}

export function useSubjectRequests(): UseQueryResult<readonly SubjectRequestItem[]> {
  return useQuery({
    queryKey: [...privacyKey, 'requests'],
    queryFn: async ({ signal }) =>
      (await request('/api/subject-requests', subjectRequestListSchema, { signal })).requests,
    refetchInterval: askEveryMs,
  });
}

export function useIncidents(): UseQueryResult<readonly IncidentItem[]> {
  return useQuery({
    queryKey: [...privacyKey, 'incidents'],
    queryFn: async ({ signal }) => (await request('/api/incidents', incidentListSchema, { signal })).incidents,
    refetchInterval: askEveryMs,
  });
}

export function useClockRules(): UseQueryResult<z.infer<typeof clockRuleListSchema>> {
  return useQuery({
    queryKey: [...privacyKey, 'clockRules'],
    queryFn: ({ signal }) => request('/api/clock-rules', clockRuleListSchema, { signal }),
    staleTime: Infinity,
  });
}

/** A change; what the page shows is asked for again whatever came of it. */
export function usePrivacyChange<Change>(
  change: (what: Change) => Promise<void>,
): UseMutationResult<void, Error, Change> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: async () => {
      // A camera that was opened or closed is told by its school.
      void queries.invalidateQueries({ queryKey: ['school'] });
      await queries.invalidateQueries({ queryKey: privacyKey });
    },
  });
}

function post(path: string, body: unknown): Promise<void> {
  return requestNothing(path, { method: 'POST', body });
}

async function create(path: string, body: unknown): Promise<void> {
  await request(path, createdSchema, { method: 'POST', body });
}

export const addPurpose = (purpose: NewPurpose): Promise<void> => create('/api/purposes', purpose);

export const changePurpose = ({ id, ...change }: PurposeChange & { readonly id: string }): Promise<void> =>
  post(`/api/purposes/${encodeURIComponent(id)}`, change);

export const orderPurposes = (ids: readonly string[]): Promise<void> => post('/api/purpose-order', { ids });

export const changeZoneRule = ({ zone, ...change }: ZoneRuleChange & { readonly zone: CameraZone }): Promise<void> =>
  post(`/api/zone-rules/${zone}`, change);

export const askApproval = (wish: ApprovalRequest): Promise<void> => create('/api/zone-approvals', wish);

/** What is done with an approval. */
export interface ApprovalAct {
  readonly id: string;
  readonly act: 'approved' | 'refused' | 'withdrawn';
}

export const actOnApproval = ({ id, act }: ApprovalAct): Promise<void> => {
  const path = `/api/zone-approvals/${encodeURIComponent(id)}`;
  return act === 'withdrawn' ? post(`${path}/withdrawal`, {}) : post(`${path}/decision`, { decision: act });
};

/** A step of a request or an incident; `at` an ISO moment. */
export interface Step {
  readonly id: string;
  readonly step: string;
  readonly at?: string;
  readonly outcome?: string;
}

export const addSubjectRequest = (entry: NewSubjectRequest): Promise<void> => create('/api/subject-requests', entry);

export const stepSubjectRequest = ({ id, ...step }: Step): Promise<void> =>
  post(`/api/subject-requests/${encodeURIComponent(id)}/steps`, step);

export const addIncident = (incident: NewIncident): Promise<void> => create('/api/incidents', incident);

export const stepIncident = ({ id, ...step }: Step): Promise<void> =>
  post(`/api/incidents/${encodeURIComponent(id)}/steps`, step);

/** Address of a register as a spreadsheet, in the language of the screen. */
export function registerUrl(register: Register, locale: 'vi' | 'en'): string {
  return `/api/privacy-registers/${register}?locale=${locale}`;
}
