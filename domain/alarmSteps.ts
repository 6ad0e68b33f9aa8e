/** How an alarm changes: pure transitions, one version each. Who calls them decides when. */
import type { Alarm, AlarmSeverity, AlarmTransition, AlarmTransitionKind } from './alarm.ts';

/** Who did something; null: the house itself. */
export interface AlarmActor {
  readonly id: string;
  readonly name: string;
}

/** What a new alarm is about. */
export type AlarmFacts = Pick<
  Alarm,
  'id' | 'kind' | 'severity' | 'schoolId' | 'schoolName' | 'cameraId' | 'cameraName' | 'cameras' | 'synthetic'
>;

/** What happens to an alarm. Moments are ISO 8601, UTC. */
export type AlarmEvent =
  /** The condition holds since `since`; opens an alarm where there is none, else raises a returned one anew. */
  | { readonly kind: 'raised'; readonly at: string; readonly since: string; readonly facts: AlarmFacts }
  | { readonly kind: 'returned'; readonly at: string; readonly since: string }
  | { readonly kind: 'acknowledged'; readonly at: string; readonly actor: AlarmActor; readonly comment: string | null }
  | { readonly kind: 'commented'; readonly at: string; readonly actor: AlarmActor; readonly comment: string }
  | {
      readonly kind: 'shelved';
      readonly at: string;
      readonly until: string;
      readonly actor: AlarmActor;
      readonly comment: string | null;
    }
  | { readonly kind: 'unshelved'; readonly at: string; readonly actor: AlarmActor; readonly comment: string | null }
  | { readonly kind: 'shelf_ended'; readonly at: string }
  | { readonly kind: 'absorbed'; readonly at: string }
  | { readonly kind: 'closed'; readonly at: string }
  | { readonly kind: 'severity_changed'; readonly at: string; readonly severity: AlarmSeverity };

/** An alarm after an event, and the lines of its history that led there. */
export interface AlarmStep {
  readonly alarm: Alarm;
  readonly transitions: readonly AlarmTransition[];
}

/** The house as an actor of the history. */
export const houseName = 'khue';

interface Trace {
  readonly at: string;
  readonly actor?: AlarmActor;
  readonly comment?: string | null;
}

/** One version further. */
function advance(before: AlarmStep, kind: AlarmTransitionKind, change: Partial<Alarm>, trace: Trace): AlarmStep {
  const alarm = { ...before.alarm, ...change, version: before.alarm.version + 1 };
  return { alarm, transitions: [...before.transitions, transitionOf(alarm, kind, trace)] };
}

function transitionOf(alarm: Alarm, kind: AlarmTransitionKind, { at, actor, comment }: Trace): AlarmTransition {
  return {
    alarmId: alarm.id,
    version: alarm.version,
    at,
    kind,
    actorId: actor?.id ?? null,
    actorName: actor?.name ?? houseName,
    comment: comment ?? null,
  };
}

/** What has returned and is acknowledged is over. */
function closeIfOver(before: AlarmStep, at: string): AlarmStep {
  const { condition, acknowledged } = before.alarm;
  if (condition !== 'returned' || !acknowledged) return before;
  return advance(before, 'closed', closing(at), { at });
}

function closing(at: string): Partial<Alarm> {
  return { closedAt: at, shelvedUntil: null, shelvedBy: null };
}

function open({ at, since, facts }: Extract<AlarmEvent, { kind: 'raised' }>): AlarmStep {
  const alarm: Alarm = {
    ...facts,
    condition: 'active',
    acknowledged: false,
    raisedAt: at,
    conditionSince: since,
    acknowledgedBy: null,
    acknowledgedAt: null,
    shelvedUntil: null,
    shelvedBy: null,
    closedAt: null,
    recurrences: 0,
    version: 1,
  };
  return { alarm, transitions: [transitionOf(alarm, 'raised', { at })] };
}

function raiseAgain(before: AlarmStep, event: Extract<AlarmEvent, { kind: 'raised' }>): AlarmStep | null {
  const { alarm } = before;
  if (alarm.condition === 'active') return null;
  const { cameras } = event.facts;
  const change = {
    condition: 'active',
    acknowledged: false,
    acknowledgedBy: null,
    acknowledgedAt: null,
    conditionSince: event.since,
    cameras,
    recurrences: alarm.recurrences + 1,
  } as const;
  return advance(before, 'raised_again', change, event);
}

/** Only what is still ahead can be an end. */
function shelve(before: AlarmStep, event: Extract<AlarmEvent, { kind: 'shelved' }>): AlarmStep | null {
  if (Date.parse(event.until) <= Date.parse(event.at)) return null;
  return advance(before, 'shelved', { shelvedUntil: event.until, shelvedBy: event.actor.name }, event);
}

function unshelve(before: AlarmStep, event: Extract<AlarmEvent, { kind: 'unshelved' | 'shelf_ended' }>) {
  if (before.alarm.shelvedUntil === null) return null;
  return advance(before, event.kind, { shelvedUntil: null, shelvedBy: null }, event);
}

/**
 * The alarm after an event; null where the event changes nothing or is not possible any more: nothing but `raised` opens
 * an alarm, and nothing changes one that is over.
 */
export function step(alarm: Alarm | null, event: AlarmEvent): AlarmStep | null {
  if (alarm === null) return event.kind === 'raised' ? open(event) : null;
  if (alarm.closedAt !== null) return null;
  const before: AlarmStep = { alarm, transitions: [] };
  const { at } = event;
  switch (event.kind) {
    case 'raised':
      return raiseAgain(before, event);
    case 'returned': {
      if (alarm.condition === 'returned') return null;
      const change = { condition: 'returned', conditionSince: event.since } as const;
      return closeIfOver(advance(before, 'returned', change, event), at);
    }
    case 'acknowledged': {
      if (alarm.acknowledged) return null;
      const change = { acknowledged: true, acknowledgedBy: event.actor.name, acknowledgedAt: at };
      return closeIfOver(advance(before, 'acknowledged', change, event), at);
    }
    case 'commented':
      return advance(before, 'commented', {}, event);
    case 'shelved':
      return shelve(before, event);
    case 'unshelved':
    case 'shelf_ended':
      return unshelve(before, event);
    case 'absorbed':
    case 'closed':
      return advance(before, event.kind, closing(at), event);
    case 'severity_changed':
      if (alarm.severity === event.severity) return null;
      return advance(before, 'severity_changed', { severity: event.severity }, event);
    default:
      return event satisfies never;
  }
}
