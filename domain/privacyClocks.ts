/** Which clocks run for a request of a person concerned and for an incident, and where they stand. Pure. */
import { clockRuleAt, deadlineAfter } from './lawClocks.ts';
import type {
  ClockRule,
  Incident,
  IncidentStep,
  PublicHoliday,
  SubjectRequest,
  SubjectRequestStep,
} from './privacy.ts';

/** The data that clocks are counted by. */
export interface Calendar {
  readonly rules: readonly ClockRule[];
  /** Days, `YYYY-MM-DD`. */
  readonly holidays: ReadonlySet<string>;
}

/** Key of the rule that says for how long an approval may run. */
export const longestApprovalKey = 'approval.longest';

export function calendarOf(rules: readonly ClockRule[], holidays: readonly PublicHoliday[]): Calendar {
  return { rules, holidays: new Set(holidays.map(({ day }) => day)) };
}

/** Deadline by the rule in force at a moment, counted from another; null where no rule was in force. */
function deadline(calendar: Calendar, key: string, inForceAt: number, fromMs: number): number | null {
  const rule = clockRuleAt(calendar.rules, key, inForceAt);
  return rule === undefined ? null : deadlineAfter(rule, fromMs, calendar.holidays);
}

/** Ms since the epoch. */
export interface RequestClocks {
  readonly acknowledgeBy: number;
  readonly dueBy: number;
}

type RequestFacts = Pick<SubjectRequest, 'kind' | 'receivedAt' | 'extendedAt'>;

/**
 * Clocks of a request, by the rules in force on the day it was received; an extension runs on from the end of the first
 * time. null where no rule was in force then.
 */
export function requestClocks(
  { kind, receivedAt, extendedAt }: RequestFacts,
  calendar: Calendar,
): RequestClocks | null {
  const received = Date.parse(receivedAt);
  const acknowledgeBy = deadline(calendar, 'request.acknowledge', received, received);
  const firstDueBy = deadline(calendar, `request.${kind}`, received, received);
  if (acknowledgeBy === null || firstDueBy === null) return null;
  if (extendedAt === null) return { acknowledgeBy, dueBy: firstDueBy };
  const extended = deadline(calendar, `request.${kind}.extension`, received, firstDueBy);
  return { acknowledgeBy, dueBy: extended ?? firstDueBy };
}

/** A clock that somebody has to keep. */
export interface RunningClock<Key extends string> {
  readonly key: Key;
  readonly by: number;
  /** When it was kept; null: not yet. */
  readonly keptAt: number | null;
}

function keptAt(at: string | null): number | null {
  return at === null ? null : Date.parse(at);
}

/** `kept`, `kept_late`, `running`, `over`: how a clock stands at a moment. */
export function clockStateOf({ by, keptAt: kept }: RunningClock<string>, at: number) {
  if (kept !== null) return kept <= by ? 'kept' : 'kept_late';
  return at <= by ? 'running' : 'over';
}

/** The clocks of a request that stand on the page: answering, and doing what was asked. */
export function clocksOfRequest(
  request: Pick<SubjectRequest, 'acknowledgedAt' | 'closedAt'> & {
    readonly acknowledgeBy: string;
    readonly dueBy: string;
  },
): RunningClock<'acknowledge' | 'due'>[] {
  // Who does what was asked has answered.
  const answered = request.acknowledgedAt ?? request.closedAt;
  return [
    { key: 'acknowledge', by: Date.parse(request.acknowledgeBy), keptAt: keptAt(answered) },
    { key: 'due', by: Date.parse(request.dueBy), keptAt: keptAt(request.closedAt) },
  ];
}

/** Steps that a request can take at a moment: an extension once, and only while its first time runs. */
export function requestSteps(
  request: Pick<SubjectRequest, 'acknowledgedAt' | 'extendedAt' | 'closedAt'>,
  dueBy: number,
  at: number,
): SubjectRequestStep[] {
  if (request.closedAt !== null) return [];
  const steps: SubjectRequestStep[] = [];
  if (request.acknowledgedAt === null) steps.push('acknowledge');
  if (request.extendedAt === null && at <= dueBy) steps.push('extend');
  return [...steps, 'close'];
}

/** Ms since the epoch; firstNoticeBy null: no rule asks for one. */
export interface IncidentClocks {
  readonly firstNoticeBy: number | null;
  readonly reportBy: number;
}

/** Clocks of an incident, from the moment it was discovered; null where no rule was in force then. */
export function incidentClocks(
  { level, discoveredAt }: Pick<Incident, 'level' | 'discoveredAt'>,
  calendar: Calendar,
): IncidentClocks | null {
  const discovered = Date.parse(discoveredAt);
  const reportBy = deadline(calendar, 'incident.report', discovered, discovered);
  if (reportBy === null) return null;
  const firstNoticeBy = deadline(calendar, `incident.${level}.firstNotice`, discovered, discovered);
  return { firstNoticeBy, reportBy };
}

export function clocksOfIncident(
  incident: Pick<Incident, 'firstNoticeAt' | 'reportedAt'> & {
    readonly firstNoticeBy: string | null;
    readonly reportBy: string;
  },
): RunningClock<'firstNotice' | 'report'>[] {
  const report = { key: 'report' as const, by: Date.parse(incident.reportBy), keptAt: keptAt(incident.reportedAt) };
  if (incident.firstNoticeBy === null) return [report];
  // A whole report is a first notice too.
  const noticed = incident.firstNoticeAt ?? incident.reportedAt;
  return [{ key: 'firstNotice', by: Date.parse(incident.firstNoticeBy), keptAt: keptAt(noticed) }, report];
}

/** Steps that an incident can take. */
export function incidentSteps(
  incident: Pick<Incident, 'level' | 'firstNoticeAt' | 'reportedAt' | 'closedAt'>,
): IncidentStep[] {
  if (incident.closedAt !== null) return [];
  const steps: IncidentStep[] = [];
  if (incident.level === 'normal') steps.push('raise');
  if (incident.level === 'serious' && incident.firstNoticeAt === null && incident.reportedAt === null) {
    steps.push('first_notice');
  }
  if (incident.reportedAt === null) steps.push('report');
  return [...steps, 'close'];
}
