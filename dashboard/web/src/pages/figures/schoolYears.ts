/** School years run from 1 August to 31 July for filing. */
const firstMonth = 7;

/** School years that a sheet can be handed in for at a moment: the present one first, back to three years before. */
export function schoolYearsUntil(ms: number): readonly string[] {
  const inCity = new Date(ms + 7 * 3_600_000);
  const began = inCity.getUTCFullYear() - (inCity.getUTCMonth() < firstMonth ? 1 : 0);
  return [0, 1, 2, 3].map((back) => `${began - back}-${began - back + 1}`);
}
