import type { AuditSchool } from '@khue/domain/auditApi';
import { describe, expect, it } from 'vitest';
import { choiceOf, matchingSchools, wardsOf } from './schoolChoice.ts';

function school(name: string, change: Partial<AuditSchool> = {}): AuditSchool {
  const base = { code: `MP-${name.length}`, wardCode: '1', wardName: 'Phường Tân Định', cameras: 4, synthetic: true };
  return { schoolId: name, name, permissionId: 'p', stopped: false, mayRun: true, ...base, ...change };
}

const schools = [
  school('THPT Hoa Sữa'),
  school('THCS Sao Mai', { wardCode: '2', wardName: 'Phường An Lạc', permissionId: null, cameras: 3 }),
  school('Tiểu học Sao Khuê', { wardCode: null, wardName: null, stopped: true }),
];

describe('choosing schools', () => {
  it('finds by the beginning of words, without diacritics, over name, code and ward', () => {
    const found = (text: string) => matchingSchools(schools, { text, wardCode: '' }).map(({ name }) => name);
    expect(found('sua')).toEqual(['THPT Hoa Sữa']);
    expect(found('sao')).toHaveLength(2);
    expect(found('an lac')).toEqual(['THCS Sao Mai']);
    expect(found('ao')).toEqual([]);
    expect(found('')).toHaveLength(3);
  });

  it('narrows to a ward', () => {
    expect(matchingSchools(schools, { text: '', wardCode: '2' })).toHaveLength(1);
    expect(wardsOf(schools).map(({ name }) => name)).toEqual(['Phường An Lạc', 'Phường Tân Định']);
  });

  it('counts those that will not be touched, or wait', () => {
    const choice = choiceOf(schools, new Set(['THCS Sao Mai', 'Tiểu học Sao Khuê']));
    expect(choice).toMatchObject({ schools: 2, cameras: 7 });
    expect(choice.untouched.map(({ name }) => name)).toEqual(['THCS Sao Mai']);
    expect(choice.stopped.map(({ name }) => name)).toEqual(['Tiểu học Sao Khuê']);
  });
});
