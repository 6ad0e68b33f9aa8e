import { describe, expect, it } from 'vitest';
import { draftFaults, isReady, mappingOfDraft, startDraft, suggestedName } from './mappingDraft.ts';

const head = { headers: ['Ký hiệu', 'Đơn vị', 'Vĩ độ'], columns: { lat: 'Vĩ độ' } };
const fresh = startDraft('schools', head, 'Phòng 1');
const choose = (columns: Readonly<Record<string, string>>) => ({ ...fresh, columns: { ...fresh.columns, ...columns } });

describe('a mapping that a person makes', () => {
  it('starts with what is recognised and says which required fields are open', () => {
    expect(fresh.columns).toMatchObject({ name: '', code: '', lat: 'Vĩ độ' });
    const faults = draftFaults('schools', fresh);
    expect(faults.missing.map(({ name }) => name)).toEqual(['name']);
    expect(isReady(faults)).toBe(false);
  });

  it('is ready once every required field has a header of its own', () => {
    expect(isReady(draftFaults('schools', choose({ name: 'Đơn vị' })))).toBe(true);
    const twice = draftFaults('schools', choose({ name: 'Đơn vị', code: 'Đơn vị' }));
    expect(twice.twice).toEqual(['Đơn vị']);
    expect(isReady(twice)).toBe(false);
  });

  it('needs a name that people may give', () => {
    const named = (name: string) => draftFaults('schools', { ...fresh, name }).isNameFaulty;
    expect([named(''), named('a/b'), named('headers-1'), named(' Sở 1 ')]).toEqual([true, true, true, false]);
  });

  it('leaves out for good what was recognised and left out, and nothing else', () => {
    expect(mappingOfDraft('schools', head, { ...choose({ name: 'Đơn vị', lat: '' }), name: ' Sở  1' })).toEqual({
      kind: 'schools',
      name: 'Sở 1',
      columns: { name: 'Đơn vị', lat: '' },
    });
  });

  it('is called after its file, as far as that makes a name', () => {
    expect(suggestedName('Danh sách trường (2026).xlsx')).toBe('Danh sách trường 2026');
    expect(suggestedName('headers-1.csv')).toBe('');
    expect(suggestedName('???.csv')).toBe('');
  });
});
