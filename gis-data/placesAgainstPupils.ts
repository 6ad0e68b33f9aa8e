/** What a school has at one level; null: not reported. */
export interface SchoolRooms {
  readonly wardCode: string | null;
  readonly classrooms: number | null;
  readonly pupils: number | null;
  readonly synthetic: boolean;
}

export interface WardBalance {
  readonly wardCode: string;
  /** Classrooms × pupils a room; null where no school gave both figures. */
  readonly places: number | null;
  readonly pupils: number | null;
  /** Places less pupils: below 0 they are short. */
  readonly balance: number | null;
  /** Schools that gave both figures, of those there. */
  readonly reporting: number;
  readonly due: number;
  readonly synthetic: boolean;
}

/**
 * Places against pupils by commune, for `pupilsPerRoom` at the level. Only schools that gave both figures count on either
 * side; one class a room is taken, two shifts are not. Schools without a commune are left out.
 */
export function placesAgainstPupils(schools: readonly SchoolRooms[], pupilsPerRoom: number): WardBalance[] {
  const wards = new Map<string, WardBalance>();
  for (const { wardCode, classrooms, pupils, synthetic } of schools) {
    if (wardCode === null) continue;
    const before = wards.get(wardCode) ?? {
      wardCode,
      places: null,
      pupils: null,
      balance: null,
      reporting: 0,
      due: 0,
      synthetic: false,
    };
    const ward = { ...before, due: before.due + 1, synthetic: before.synthetic || synthetic };
    if (classrooms === null || pupils === null) {
      wards.set(wardCode, ward);
      continue;
    }
    const places = (before.places ?? 0) + classrooms * pupilsPerRoom;
    const all = (before.pupils ?? 0) + pupils;
    wards.set(wardCode, { ...ward, places, pupils: all, balance: places - all, reporting: before.reporting + 1 });
  }
  return [...wards.values()].sort((a, b) => a.wardCode.localeCompare(b.wardCode));
}
