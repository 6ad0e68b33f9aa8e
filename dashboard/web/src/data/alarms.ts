/** Alarms: the open ones, kept in step with the live socket; those over; one with its history; what a desk does. */
import { type Alarm, type AlarmKind, type AlarmRule, alarmRuleSchema } from '@khue/domain/alarm';
import {
  alarmAnswerSchema,
  type AlarmDetail,
  alarmDetailSchema,
  alarmFrameSchema,
  type AlarmHistory,
  alarmHistorySchema,
  type AlarmRuleChange,
  alarmRulesSchema,
  type OpenAlarms,
  openAlarmsSchema,
} from '@khue/domain/alarmApi';
import {
  keepPreviousData,
  type QueryClient,
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { request } from './http.ts';
import { HeardAlarms } from './heardAlarms.ts';
import { useHolds } from './session.ts';

const openKey = ['alarms', 'open'] as const;
const detailKey = ['alarms', 'one'] as const;
const rulesKey = ['alarms', 'rules'] as const;
/** Asked for again this often, in case something passed the socket by. */
const askEveryMs = 60_000;
/** Alarms told in a row become one change of the screen. */
const gatherMs = 80;

const heard = new HeardAlarms();
let gathering: ReturnType<typeof setTimeout> | null = null;

/** What was heard while the answer was on its way is newer than the answer. */
async function fetchOpen(signal: AbortSignal): Promise<OpenAlarms> {
  const askedAt = performance.now();
  const answer = await request('/api/alarms', openAlarmsSchema, { signal });
  heard.forgetBefore(askedAt);
  return heard.applyTo(answer, askedAt);
}

function hear(queries: QueryClient, alarm: Alarm): void {
  heard.add(alarm, performance.now());
  gather(queries);
}

function gather(queries: QueryClient): void {
  gathering ??= setTimeout(() => {
    gathering = null;
    queries.setQueryData<OpenAlarms>(openKey, (before) => before && heard.applyTo(before, 0));
  }, gatherMs);
}

/** Takes in a text frame of the live socket. */
export function hearAlarmFrame(queries: QueryClient, text: string): void {
  const frame = alarmFrameSchema.parse(JSON.parse(text));
  switch (frame.kind) {
    case 'alarm':
      return hear(queries, frame.alarm);
    case 'school_alarms':
      heard.addSchools(frame.schools, performance.now());
      return gather(queries);
    case 'alarms_again':
      return askForAlarms(queries);
    default:
      return frame satisfies never;
  }
}

/** The list is asked for again: something may have been missed. */
export function askForAlarms(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: openKey });
}

/** Open alarms, what to do first leading; asks nothing where `alarm.view` is not held. */
export function useOpenAlarms(): UseQueryResult<OpenAlarms> {
  const holds = useHolds();
  return useQuery({
    queryKey: openKey,
    queryFn: ({ signal }) => fetchOpen(signal),
    enabled: holds('alarm.view'),
    refetchInterval: askEveryMs,
    staleTime: askEveryMs / 2,
    // Already in order: an answer of the server, or one that a frame was put into.
    structuralSharing: false,
  });
}

/** One alarm with its history; `version` is what the list says, so that a change is read anew. */
export function useAlarm(id: string | null, version: number | null): UseQueryResult<AlarmDetail> {
  return useQuery({
    queryKey: [...detailKey, id, version],
    queryFn: ({ signal }) => request(`/api/alarms/${encodeURIComponent(id ?? '')}`, alarmDetailSchema, { signal }),
    enabled: id !== null,
    placeholderData: (before) => (before?.alarm.id === id ? before : undefined),
  });
}

export interface HistoryFilter {
  readonly kind: AlarmKind | null;
  readonly before: string | null;
}

/** A page of those that are over. */
export function useAlarmHistory({ kind, before }: HistoryFilter): UseQueryResult<AlarmHistory> {
  const query = new URLSearchParams({ ...(kind !== null && { kind }), ...(before !== null && { before }) });
  return useQuery({
    queryKey: ['alarms', 'history', kind, before],
    queryFn: ({ signal }) => request(`/api/alarms/history?${query.toString()}`, alarmHistorySchema, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** What a desk does, as the API takes it. */
export type AlarmAct =
  | { readonly what: 'acknowledge' | 'unshelve'; readonly comment?: string }
  | { readonly what: 'comment'; readonly comment: string }
  | { readonly what: 'shelve'; readonly comment?: string; readonly minutes?: number; readonly until?: string };

/** Does something about an alarm from the version that is on the screen. */
export function useAlarmAct(alarm: Alarm): UseMutationResult<Alarm, Error, AlarmAct> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ what, ...body }) => {
      const path = `/api/alarms/${encodeURIComponent(alarm.id)}/${what}`;
      const options = { method: 'POST', body: { ...body, version: alarm.version } } as const;
      return (await request(path, alarmAnswerSchema, options)).alarm;
    },
    onSuccess: (next) => hear(queries, next),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alarms'] }),
  });
}

export function useAlarmRules(): UseQueryResult<readonly AlarmRule[]> {
  return useQuery({
    queryKey: rulesKey,
    queryFn: async ({ signal }) => (await request('/api/alarm-rules', alarmRulesSchema, { signal })).rules,
  });
}

export function useRuleChange(kind: AlarmKind): UseMutationResult<AlarmRule, Error, AlarmRuleChange> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change) => request(`/api/alarm-rules/${kind}`, alarmRuleSchema, { method: 'PUT', body: change }),
    onSettled: () => queries.invalidateQueries({ queryKey: rulesKey }),
  });
}
