import { describe, expect, it } from 'vitest';
import { csvLine } from './csv.ts';

describe('a line of CSV', () => {
  it.each([
    ['=1+1', `"'=1+1"`],
    ['+84 28', `"'+84 28"`],
    ['-2+3+cmd|calc', `"'-2+3+cmd|calc"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
    ['\n=1', `"'\n=1"`],
    ['  =1', `"'  =1"`],
    ['\u00A0=1', `"'\u00A0=1"`],
    ['\uFEFF=1', `"'\uFEFF=1"`],
    ['＝1', `"'＝1"`],
    ['＋1', `"'＋1"`],
    ['－1', `"'－1"`],
    ['＠A', `"'＠A"`],
    ['|calc', `"'|calc"`],
    ['%0A=1', `"'%0A=1"`],
    ['\u0000=1', `"'\u0000=1"`],
    ['"=1', `"'""=1"`],
    [`'=1`, `"'=1"`],
    ['=HYPERLINK("http://evil.example";"A")', `"'=HYPERLINK(""http://evil.example"";""A"")"`],
  ])('holds no formula: %j', (cell, written) => {
    expect(csvLine([cell])).toBe(`${written}\r\n`);
  });

  it.each(['Trường A', 'a=b', '12', '2026-11-25', 'a-b', ''])('leaves %j as it is', (cell) => {
    expect(csvLine([cell])).toBe(`${cell}\r\n`);
  });

  it('keeps what separates cells and lines inside a cell', () => {
    expect(csvLine(['a,b', 'c;d', 'e\r\n=f', 'g"h'])).toBe('"a,b","c;d","e\r\n=f","g""h"\r\n');
  });
});
