import type { Store } from '@khue/store/store';

/** Whether an id is one of a unit or a school of today: what a grant or a wall display may be bound to. */
export async function isPlace(store: Store, id: string): Promise<boolean> {
  const [units, school] = await Promise.all([store.units.list(), store.schools.find(id)]);
  return school !== null || units.some((unit) => unit.id === id);
}
