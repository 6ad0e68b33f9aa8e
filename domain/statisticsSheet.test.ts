import { describe, expect, it } from 'vitest';
import { educationLevelSchema } from './school.ts';
import { columnLetters, columnOfLetters, sheetColumns } from './statisticsSheet.ts';

describe('sheets of figures', () => {
  it.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [27, 'AB'],
    [701, 'ZZ'],
    [702, 'AAA'],
  ])('name column %i %s, and find it again', (column, letters) => {
    expect(columnLetters(column)).toBe(letters);
    expect(columnOfLetters(letters)).toBe(column);
  });

  it.each(educationLevelSchema.options)(
    'of level %s tell every column from every other, by label and by meaning',
    (level) => {
      const columns = sheetColumns(level);
      const meanings = columns.map(({ measure, grade, sex }) => `${measure} ${grade} ${sex}`);
      expect(new Set(columns.map(({ label }) => label)).size).toBe(columns.length);
      expect(new Set(meanings).size).toBe(columns.length);
    },
  );
});
