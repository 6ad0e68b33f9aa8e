import { describe, expect, it } from 'vitest';
import { enTierFigures } from '../../i18n/enTierFigures.ts';
import { viTierFigures } from '../../i18n/viTierFigures.ts';
import { figureName, knownRemark, silentSeconds } from './tierWords.ts';

describe('words of a tier', () => {
  it('are known for what the tiers of this version say', () => {
    expect(knownRemark('not connected')).toBe('not_connected');
    expect(silentSeconds('no heartbeat for 17 s')).toBe('17');
    expect(figureName('probesPerSecond', 'vi')).toBe('lần hỏi camera mỗi giây');
  });

  it('are there for the same figures in both languages', () => {
    expect(Object.keys(enTierFigures)).toEqual(Object.keys(viTierFigures));
  });

  it('are left as they came where they are not known', () => {
    expect(silentSeconds('no heartbeat for ever')).toBeNull();
    expect(knownRemark('constructor')).toBeNull();
    expect(figureName('toString', 'vi')).toBeNull();
  });
});
