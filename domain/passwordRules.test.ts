import { describe, expect, it } from 'vitest';
import { passwordFaults, passwordRules } from './passwordRules.ts';

const alone = { name: 'lan.nguyen', displayName: 'Nguyễn Thị Lan', hasSecondFactor: false };
const withFactor = { ...alone, hasSecondFactor: true };

function faults(password: string, owner = alone): string[] {
  return passwordFaults(password, owner).map(({ fault }) => fault);
}

describe('a password', () => {
  it('that stands alone has fourteen characters of four kinds', () => {
    expect(faults('Sao-Khue-2026x')).toEqual([]);
    expect(faults('Sao-Khue-2026')).toEqual(['short']);
    expect(faults('sao-khue-2026-sang')).toEqual(['classes']);
    expect(faults('SaoKhue2026Sang')).toEqual(['classes']);
    expect(faults('sao')).toEqual(['short', 'classes']);
  });

  it('beside a second factor has eight characters of any kind', () => {
    expect(faults('saokhuee', withFactor)).toEqual([]);
    expect(faults('saokhue', withFactor)).toEqual(['short']);
  });

  it('counts characters as people do, not bytes', () => {
    expect(faults('ắắắắắắắ'.normalize('NFD'), withFactor)).toEqual(['short']);
    expect(faults('ắắắắắắắắ', withFactor)).toEqual([]);
  });

  it('does not hold the name of its owner, with or without marks', () => {
    expect(faults('Lan.Nguyen-2026!')).toEqual(['name']);
    expect(faults('NGUYỄN-thi_lan.2026')).toEqual(['name']);
  });

  it('is ruled by a source that is named', () => {
    expect(passwordRules.source).toMatch(/TCVN/u);
  });
});
