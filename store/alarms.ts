/** What the tiers see of alarms. Part of `Store` (store.ts). */
import type { Alarm, AlarmKind, AlarmRule, AlarmTransition } from '@khue/domain/alarm';
import type { AlarmRetention, SchoolAlarms } from '@khue/domain/alarmApi';
import type { AlarmStep } from '@khue/domain/alarmSteps';
import type { Told } from './told.ts';

/** An alarm as it becomes, from the version that was seen (null: there was none). */
export interface AlarmChange extends AlarmStep {
  readonly seen: number | null;
}

/** Which of those that are over: of these schools (null: all), the last first. */
export interface AlarmHistoryFilter {
  readonly schools: ReadonlySet<string> | null;
  readonly kind?: AlarmKind | undefined;
  readonly limit: number;
  /** Those closed before this one. */
  readonly before?: { readonly closedAt: Date; readonly id: string } | undefined;
}

export interface AlarmRepository {
  /** Those not over, in no order; of these schools alone (null: all). */
  open(schools: ReadonlySet<string> | null): Promise<Alarm[]>;
  /** Those not over of these schools (null: all), what to do first leading (`compareAlarms`), so many at most. */
  first(schools: ReadonlySet<string> | null, limit: number): Promise<Alarm[]>;
  /** All of those not over, counted by school: of these schools (null: all), where there is any. */
  bySchool(schools: ReadonlySet<string> | null): Promise<SchoolAlarms[]>;
  /** Those on a shelf, in no order. */
  shelved(): Promise<Alarm[]>;
  closed(filter: AlarmHistoryFilter): Promise<Alarm[]>;
  find(id: string): Promise<Alarm | null>;
  /** The newest lines of an alarm's history, in order. */
  transitions(alarmId: string, limit: number): Promise<AlarmTransition[]>;
  /**
   * Writes down what the house found, in one transaction, and gives the ids of the alarms that were written: what somebody
   * else has changed or opened meanwhile is left as it is.
   */
  record(changes: readonly AlarmChange[]): Promise<ReadonlySet<string>>;
  /** Writes down what a person did; false where the alarm has moved on from the version that was seen. */
  act(change: AlarmChange, told: Told): Promise<boolean>;
  /** How long those that are over are kept. */
  retention(): Promise<AlarmRetention>;
  /**
   * Lets a portion of those go that have been over for longer than that, with their histories, and says in the log how
   * many; returns that number. Open ones never go.
   */
  expire(at: Date): Promise<number>;
  /** Those in force. */
  rules(): Promise<AlarmRule[]>;
  /** Ends the version in force at a moment and begins the next. */
  saveRule(rule: AlarmRule, at: Date, told: Told): Promise<void>;
  /** Whether this process may raise alarms for so long from now: nobody else does, or did not renew in time. */
  holdLease(holder: string, forMs: number): Promise<boolean>;
  /** Lets another process begin at once. */
  releaseLease(holder: string): Promise<void>;
}
