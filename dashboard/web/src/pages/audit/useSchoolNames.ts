import { useMemo } from 'react';
import { useAuditSchools } from '../../data/audits.ts';

/** What a school is called; its id where it is not known (any more). */
export function useSchoolNames(): (schoolId: string) => string {
  const { data } = useAuditSchools();
  return useMemo(() => {
    const names = new Map((data ?? []).map(({ schoolId, name }) => [schoolId, name]));
    return (schoolId) => names.get(schoolId) ?? schoolId;
  }, [data]);
}
