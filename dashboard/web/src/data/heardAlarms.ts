import { type Alarm, compareAlarms } from '@khue/domain/alarm';
import type { OpenAlarms, SchoolAlarms } from '@khue/domain/alarmApi';

/** Alarms remembered at most; the one heard of longest ago is forgotten. */
const keptAlarms = 5_000;
/** The same of schools. */
const keptSchools = 10_000;

interface Heard {
  readonly alarm: Alarm;
  /** Milliseconds, of any clock that does not jump. */
  readonly at: number;
}

/**
 * What the live socket told of alarms. A list that was asked for earlier is brought up to date by it: a newer version takes
 * the place of an older one, what is over leaves the list.
 */
export class HeardAlarms {
  readonly #heard = new Map<string, Heard>();
  readonly #schools = new Map<string, { readonly counts: SchoolAlarms; readonly at: number }>();

  add(alarm: Alarm, at: number): void {
    const known = this.#heard.get(alarm.id);
    if (known !== undefined && known.alarm.version > alarm.version) return;
    this.#heard.delete(alarm.id);
    this.#heard.set(alarm.id, { alarm, at });
    const [oldest] = this.#heard.keys();
    if (this.#heard.size > keptAlarms && oldest !== undefined) this.#heard.delete(oldest);
  }

  /** Counts of schools, which take the place of those before. */
  addSchools(schools: readonly SchoolAlarms[], at: number): void {
    for (const counts of schools) {
      this.#schools.delete(counts.schoolId);
      this.#schools.set(counts.schoolId, { counts, at });
      const [oldest] = this.#schools.keys();
      if (this.#schools.size > keptSchools && oldest !== undefined) this.#schools.delete(oldest);
    }
  }

  /** Lets go what was heard before an answer was asked for: the answer knows it, and is nobody else's. */
  forgetBefore(moment: number): void {
    for (const [id, { at }] of this.#heard) if (at < moment) this.#heard.delete(id);
    for (const [id, { at }] of this.#schools) if (at < moment) this.#schools.delete(id);
  }

  /** The list with what was heard at `since` or later. Alarms beyond the list's own limit stay counted, not listed. */
  applyTo(list: OpenAlarms, since: number): OpenAlarms {
    const alarms = new Map(list.alarms.map((alarm) => [alarm.id, alarm]));
    let { total } = list;
    for (const [id, { alarm, at }] of this.#heard) {
      if (at < since) continue;
      const listed = alarms.get(id);
      if (listed !== undefined && listed.version >= alarm.version) continue;
      if (alarm.closedAt === null) {
        alarms.set(id, alarm);
        if (listed === undefined) total += 1;
      } else if (listed !== undefined) {
        alarms.delete(id);
        total -= 1;
      }
    }
    const schools = new Map(list.schools.map((counts) => [counts.schoolId, counts]));
    for (const [id, { counts, at }] of this.#schools) if (at >= since) schools.set(id, counts);
    return { ...list, alarms: [...alarms.values()].sort(compareAlarms), total, schools: [...schools.values()] };
  }
}
