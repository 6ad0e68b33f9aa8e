import type { SheetQuery } from '@khue/domain/statisticsApi';
import type { Store } from '@khue/store/store';
import type { Sight } from './sight.ts';
import type { TemplateOrder } from './templateBook.ts';

const wardKinds: ReadonlySet<string> = new Set(['ward', 'rural_commune', 'special_zone']);

/** A template for the schools of a level that somebody may report for, in the order of their codes. */
export async function figuresTemplate(
  store: Store,
  { level, schoolYear, period }: SheetQuery,
  { sight, at }: { readonly sight: Sight; readonly at: Date },
): Promise<TemplateOrder> {
  const [register, definitions] = await Promise.all([
    store.statistics.sheetSchools({ schoolYear, period }),
    store.statistics.definitions(at),
  ]);
  const own = register.filter(({ id, levels }) => levels.includes(level) && (sight === null || sight.has(id)));
  const targets = definitions.find(({ key }) => key === 'S09.mean')?.targets ?? [];
  return {
    kind: 'figures',
    level,
    schoolYear,
    period,
    schools: own.map(({ code, name, levels }) => ({
      code,
      name,
      isHighest: levels.every((other) => other <= level),
    })),
    synthetic: own.some(({ synthetic }) => synthetic),
    norm: targets.find((target) => target.level === level)?.atMost ?? null,
  };
}

/** A template for the people aged 3–18 of every ward, commune and special zone. */
export async function populationTemplate(store: Store, schoolYear: string): Promise<TemplateOrder> {
  const wards = (await store.units.list()).filter(({ kind }) => wardKinds.has(kind));
  return { kind: 'population', schoolYear, wards: wards.map(({ code, fullName }) => ({ code, name: fullName })) };
}
