import { describe, expect, it } from 'vitest';
import { fittingLevel, yearsBetween } from './measures.ts';

describe('choices of the planning page', () => {
  it('have every school year from the first to the last, those without figures as well', () => {
    expect(yearsBetween([{ schoolYear: '2025-2026' }, { schoolYear: '2022-2023' }])).toEqual([
      '2022-2023',
      '2023-2024',
      '2024-2025',
      '2025-2026',
    ]);
    expect(yearsBetween([])).toEqual([]);
  });

  it('keep the level where the measure has it, and take its first one where not', () => {
    const levels = ['02', '03'] as const;
    expect([fittingLevel({ levels }, '03'), fittingLevel({ levels }, null), fittingLevel({ levels }, '01')]).toEqual([
      '03',
      '02',
      '02',
    ]);
  });
});
