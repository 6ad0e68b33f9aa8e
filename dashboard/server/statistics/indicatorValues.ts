import type { IndicatorDefinition, IndicatorValue } from '@khue/domain/indicator';
import type { OwnershipFilter } from '@khue/domain/school';
import type { SchoolOfMoment, ValueFrame } from '@khue/store/statistics';
import type { Store } from '@khue/store/store';
import { ownedValues } from './ownedValues.ts';

/** Values of a frame by place: as they are kept, or over the schools of one ownership. */
export async function indicatorValues(
  { statistics }: Pick<Store, 'statistics'>,
  definition: IndicatorDefinition,
  frame: Omit<ValueFrame, 'key'> & { readonly ownership?: OwnershipFilter | undefined },
  schoolsThen: () => Promise<readonly SchoolOfMoment[]>,
): Promise<IndicatorValue[]> {
  const { ownership, schoolYear, period, level, by } = frame;
  const asked = { key: definition.key, schoolYear, period, level };
  if (ownership === undefined) return statistics.values({ ...asked, by });
  const [ofSchools, schools] = await Promise.all([statistics.values({ ...asked, by: 'school' }), schoolsThen()]);
  return ownedValues(definition, { level, by, ownership }, { schools, ofSchools });
}
