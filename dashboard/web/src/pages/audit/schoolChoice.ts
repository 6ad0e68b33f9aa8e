/** Schools to choose from: which fit what was typed, and what choosing them means. */
import type { AuditSchool } from '@khue/domain/auditApi';
import { foldForSearch } from '@khue/domain/text';

/** What narrows the list; empty: everything. */
export interface ChoiceFilter {
  readonly text: string;
  readonly wardCode: string;
}

/** Every word typed begins a word of name, code or ward. */
export function matchingSchools(schools: readonly AuditSchool[], { text, wardCode }: ChoiceFilter): AuditSchool[] {
  const words = foldForSearch(text)
    .split(/\s+/u)
    .filter((word) => word !== '');
  return schools.filter((school) => {
    if (wardCode !== '' && school.wardCode !== wardCode) return false;
    const known = ` ${foldForSearch(`${school.name} ${school.code} ${school.wardName ?? ''}`)}`;
    return words.every((word) => known.includes(` ${word}`));
  });
}

/** Wards of the schools, by name. */
export function wardsOf(schools: readonly AuditSchool[]): readonly { readonly code: string; readonly name: string }[] {
  const wards = new Map<string, string>();
  for (const { wardCode, wardName } of schools) if (wardCode !== null) wards.set(wardCode, wardName ?? wardCode);
  const collator = new Intl.Collator('vi', { numeric: true });
  return [...wards].map(([code, name]) => ({ code, name })).sort((a, b) => collator.compare(a.name, b.name));
}

export interface Choice {
  readonly schools: number;
  readonly cameras: number;
  /** Chosen without a permission in force: nothing of them will be asked. */
  readonly untouched: readonly AuditSchool[];
  readonly stopped: readonly AuditSchool[];
}

export function choiceOf(schools: readonly AuditSchool[], chosen: ReadonlySet<string>): Choice {
  const taken = schools.filter(({ schoolId }) => chosen.has(schoolId));
  return {
    schools: taken.length,
    cameras: taken.reduce((sum, { cameras }) => sum + cameras, 0),
    untouched: taken.filter(({ permissionId }) => permissionId === null),
    stopped: taken.filter(({ stopped }) => stopped),
  };
}
