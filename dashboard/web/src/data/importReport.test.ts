import { describe, expect, it } from 'vitest';
import { readCsv } from './importReport.ts';

describe('reading a report', () => {
  it('reads quoted cells with commas, quotes and line breaks', () => {
    expect(readCsv('\uFEFFDòng,Giá trị\r\n2,"a, ""b""\nc"\r\n')).toEqual([
      ['Dòng', 'Giá trị'],
      ['2', 'a, "b"\nc'],
    ]);
  });

  it('keeps empty cells and leaves empty lines out', () => {
    expect(readCsv('a,b\n\n,2\n')).toEqual([
      ['a', 'b'],
      ['', '2'],
    ]);
  });

  it('reads semicolons where there are no commas', () => {
    expect(readCsv('a;b\n1;2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });
});
