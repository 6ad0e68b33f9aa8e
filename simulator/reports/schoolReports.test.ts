import { describe, expect, it } from 'vitest';
import { buildCity } from '../city/city.ts';
import { reportSheets } from './schoolReports.ts';

const city = buildCity({ schools: 24, cameras: 96, seed: 'test' });

describe('reports of the invented schools', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(reportSheets(city, 'test')).toEqual(reportSheets(city, 'test'));
    expect(reportSheets(city, 'other').map(({ csv }) => csv)).not.toEqual(
      reportSheets(city, 'test').map(({ csv }) => csv),
    );
  });

  it('cover three school years and four levels, with schools that are silent for a year', () => {
    const sheets = reportSheets(city, 'test');
    expect(sheets).toHaveLength(12);
    const reporting = new Map<string, number>();
    for (const { schoolYear, schools } of sheets) {
      reporting.set(schoolYear, (reporting.get(schoolYear) ?? 0) + schools.length);
    }
    const due = city.schools.reduce((sum, { levels }) => sum + levels.length, 0);
    expect(reporting.get('2023-2024')).toBe(due);
    expect(reporting.get('2024-2025')).toBeLessThan(due);
    expect(reporting.get('2025-2026')).toBeLessThan(due);
  });

  it('hold as many boys, girls and others as there are cells for, never a negative one', () => {
    const cells = reportSheets(city, 'test').flatMap(({ csv }) => csv.split('\r\n').slice(1, -1));
    expect(cells.length).toBeGreaterThan(60);
    expect(cells.filter((line) => line.includes('"-'))).toEqual([]);
  });
});
