import { KhueError } from '@khue/domain/errors';
import { type IncidentItem, registerLimit, type SubjectRequestItem } from '@khue/domain/privacyApi';
import {
  type Calendar,
  calendarOf,
  incidentClocks,
  incidentSteps,
  requestClocks,
  requestSteps,
} from '@khue/domain/privacyClocks';
import type { Incident, SubjectRequest } from '@khue/domain/privacy';
import type { DashboardParts } from '../parts.ts';

type Deps = Pick<DashboardParts, 'store' | 'clock'>;

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** The registers of requests and incidents, with their clocks. */
export class Registers {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async calendar(): Promise<Calendar> {
    const { privacy } = this.#deps.store;
    const [rules, holidays] = await Promise.all([privacy.clockRules(), privacy.publicHolidays()]);
    return calendarOf(rules, holidays);
  }

  async requests(): Promise<SubjectRequestItem[]> {
    const { store, clock } = this.#deps;
    const [requests, calendar] = await Promise.all([store.privacy.subjectRequests(registerLimit), this.calendar()]);
    const named = requests.some(({ schoolId }) => schoolId !== null) ? await store.schools.list() : [];
    const names = new Map(named.map(({ id, shortName }) => [id, shortName]));
    return requests.map((request) => {
      const { acknowledgeBy, dueBy } = this.clocksOf(request, calendar);
      return {
        ...request,
        schoolName: request.schoolId === null ? null : (names.get(request.schoolId) ?? null),
        acknowledgeBy: iso(acknowledgeBy),
        dueBy: iso(dueBy),
        steps: requestSteps(request, dueBy, clock.now()),
      };
    });
  }

  async incidents(): Promise<IncidentItem[]> {
    const [incidents, calendar] = await Promise.all([
      this.#deps.store.privacy.incidents(registerLimit),
      this.calendar(),
    ]);
    return incidents.map((incident) => {
      const { firstNoticeBy, reportBy } = this.clocksOfIncident(incident, calendar);
      return {
        ...incident,
        firstNoticeBy: firstNoticeBy === null ? null : iso(firstNoticeBy),
        reportBy: iso(reportBy),
        steps: incidentSteps(incident),
      };
    });
  }

  /** Throws KHUE_MOMENT_WRONG where no rule was in force when the request was received. */
  clocksOf(request: Pick<SubjectRequest, 'kind' | 'receivedAt' | 'extendedAt'>, calendar: Calendar) {
    const clocks = requestClocks(request, calendar);
    if (clocks === null) throw new KhueError('KHUE_MOMENT_WRONG', { field: 'receivedAt' });
    return clocks;
  }

  /** The same of an incident. */
  clocksOfIncident(incident: Pick<Incident, 'level' | 'discoveredAt'>, calendar: Calendar) {
    const clocks = incidentClocks(incident, calendar);
    if (clocks === null) throw new KhueError('KHUE_MOMENT_WRONG', { field: 'discoveredAt' });
    return clocks;
  }
}
