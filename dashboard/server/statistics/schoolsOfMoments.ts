import type { School } from '@khue/domain/school';
import type { ReportMoment, SchoolOfMoment } from '@khue/store/statistics';
import type { Store } from '@khue/store/store';

/** Moments kept; beyond it the one kept longest is read again. */
const keptMoments = 12;

interface Kept {
  readonly epoch: string;
  readonly schools: Promise<readonly SchoolOfMoment[]>;
}

/** Schools of the days that figures are of, read once as long as neither the register nor the figures change. */
export class SchoolsOfMoments {
  readonly #store: Store;
  readonly #kept = new Map<string, Kept>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Changes with whatever the schools of a moment, and the values of indicators, are made of. */
  async epoch(): Promise<string> {
    const [values, register] = await Promise.all([this.#store.statistics.valuesEpoch(), this.#store.access.epoch()]);
    return `${values} ${register}`;
  }

  async of({ schoolYear, period }: ReportMoment): Promise<readonly SchoolOfMoment[]> {
    const epoch = await this.epoch();
    const name = `${schoolYear} ${period}`;
    const known = this.#kept.get(name);
    if (known?.epoch === epoch) return known.schools;
    const schools = this.#store.statistics.schools({ schoolYear, period });
    this.#kept.delete(name);
    this.#kept.set(name, { epoch, schools });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > keptMoments && oldest !== undefined) this.#kept.delete(oldest);
    // What could not be read is asked for again.
    schools.catch(() => this.#kept.delete(name));
    return schools;
  }

  /**
   * Schools that have to be in sight for the total of their ward: those of the register now, and those of the moment that
   * are in the register still. One that is no more hides nothing: it is in the sight of nobody.
   */
  async toBeSeen(moment: ReportMoment): Promise<readonly Pick<School, 'id' | 'wardCode'>[]> {
    const [today, then] = await Promise.all([this.#store.schools.list(), this.of(moment)]);
    return [...today, ...then.filter(({ isOpen }) => isOpen)];
  }
}
