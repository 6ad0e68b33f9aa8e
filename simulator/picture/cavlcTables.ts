/** A code word: its value and its length in bits. */
export interface CodeTable {
  readonly code: Uint16Array;
  readonly length: Uint8Array;
}

/**
 * coeff_token (ITU-T H.264 Table 9-5), at 4 * TotalCoeff + TrailingOnes, for nC 0..1, 2..3, 4..7, 8 and more, and the
 * chroma DC table.
 */
export const coefficientTokens: readonly [CodeTable, CodeTable, CodeTable, CodeTable, CodeTable] = [
  table(
    '1 0 0 0 6 2 0 0 8 6 3 0 9 8 7 5 10 9 8 6 11 10 9 7 13 11 10 8 13 13 11 9 13 13 13 10 14 14 13 11 14 14 14 13 15 15 14 14 15 15 15 14 16 15 15 15 16 16 16 15 16 16 16 16 16 16 16 16',
    '1 0 0 0 5 1 0 0 7 4 1 0 7 6 5 3 7 6 5 3 7 6 5 4 15 6 5 4 11 14 5 4 8 10 13 4 15 14 9 4 11 10 13 12 15 14 9 12 11 10 13 8 15 1 9 12 11 14 13 8 7 10 9 12 4 6 5 8',
  ),
  table(
    '2 0 0 0 6 2 0 0 6 5 3 0 7 6 6 4 8 6 6 4 8 7 7 5 9 8 8 6 11 9 9 6 11 11 11 7 12 11 11 9 12 12 12 11 12 12 12 11 13 13 13 12 13 13 13 13 13 14 13 13 14 14 14 13 14 14 14 14',
    '3 0 0 0 11 2 0 0 7 7 3 0 7 10 9 5 7 6 5 4 4 6 5 6 7 6 5 8 15 6 5 4 11 14 13 4 15 10 9 4 11 14 13 12 8 10 9 8 15 14 13 12 11 10 9 12 7 11 6 8 9 8 10 1 7 6 5 4',
  ),
  table(
    '4 0 0 0 6 4 0 0 6 5 4 0 6 5 5 4 7 5 5 4 7 5 5 4 7 6 6 4 7 6 6 4 8 7 7 5 8 8 7 6 9 8 8 7 9 9 8 8 9 9 9 8 10 9 9 9 10 10 10 10 10 10 10 10 10 10 10 10',
    '15 0 0 0 15 14 0 0 11 15 13 0 8 12 14 12 15 10 11 11 11 8 9 10 9 14 13 9 8 10 9 8 15 14 13 13 11 14 10 12 15 10 13 12 11 14 9 12 8 10 13 8 13 7 9 12 9 12 11 10 5 8 7 6 1 4 3 2',
  ),
  fixedLengthTokens(),
  table('2 0 0 0 6 1 0 0 6 6 3 0 6 7 7 6 6 8 8 7', '1 0 0 0 7 1 0 0 4 6 1 0 3 3 2 5 2 3 2 0'),
];

/** total_zeros for 4x4 blocks (Tables 9-7 and 9-8), at 16 * (TotalCoeff - 1) + total_zeros. */
export const totalZeros: CodeTable = rows(16, [
  ['1 3 3 4 4 5 5 6 6 7 7 8 8 9 9 9', '1 3 2 3 2 3 2 3 2 3 2 3 2 3 2 1'],
  ['3 3 3 3 3 4 4 4 4 5 5 6 6 6 6', '7 6 5 4 3 5 4 3 2 3 2 3 2 1 0'],
  ['4 3 3 3 4 4 3 3 4 5 5 6 5 6', '5 7 6 5 4 3 4 3 2 3 2 1 1 0'],
  ['5 3 4 4 3 3 3 4 3 4 5 5 5', '3 7 5 4 6 5 4 3 3 2 2 1 0'],
  ['4 4 4 3 3 3 3 3 4 5 4 5', '5 4 3 7 6 5 4 3 2 1 1 0'],
  ['6 5 3 3 3 3 3 3 4 3 6', '1 1 7 6 5 4 3 2 1 1 0'],
  ['6 5 3 3 3 2 3 4 3 6', '1 1 5 4 3 3 2 1 1 0'],
  ['6 4 5 3 2 2 3 3 6', '1 1 1 3 3 2 2 1 0'],
  ['6 6 4 2 2 3 2 5', '1 0 1 3 2 1 1 1'],
  ['5 5 3 2 2 2 4', '1 0 1 3 2 1 1'],
  ['4 4 3 3 1 3', '0 1 1 2 1 3'],
  ['4 4 2 1 3', '0 1 1 1 1'],
  ['3 3 1 2', '0 1 1 1'],
  ['2 2 1', '0 1 1'],
  ['1 1', '0 1'],
]);

/** total_zeros for chroma DC (Table 9-9 a), at 4 * (TotalCoeff - 1) + total_zeros. */
export const chromaTotalZeros: CodeTable = rows(4, [
  ['1 2 3 3', '1 1 1 0'],
  ['1 2 2', '1 1 0'],
  ['1 1', '1 0'],
]);

/** run_before (Table 9-10), at 16 * (min(zerosLeft, 7) - 1) + run_before. */
export const runBefore: CodeTable = rows(16, [
  ['1 1', '1 0'],
  ['1 2 2', '1 1 0'],
  ['2 2 2 2', '3 2 1 0'],
  ['2 2 2 3 3', '3 2 1 1 0'],
  ['2 2 3 3 3 3', '3 2 3 2 1 0'],
  ['2 3 3 3 3 3 3', '3 0 1 3 2 5 4'],
  ['3 3 3 3 3 3 3 4 5 6 7 8 9 10 11', '7 6 5 4 3 2 1 1 1 1 1 1 1 1 1'],
]);

/** coded_block_pattern by codeNum (Table 9-4) turned round: codeNum by coded_block_pattern. */
export const intraPatternCodes = inverted(
  '47 31 15 0 23 27 29 30 7 11 13 14 39 43 45 46 16 3 5 10 12 19 21 26 28 35 37 42 44 1 2 4 8 17 18 20 24 6 9 22 25 32 33 34 36 40 38 41',
);
export const interPatternCodes = inverted(
  '0 16 1 2 4 8 32 3 5 10 12 15 47 7 11 13 14 6 9 31 35 37 42 44 33 34 36 40 39 43 45 46 17 18 20 24 19 21 26 28 23 27 29 30 22 25 38 41',
);

function numbers(text: string): number[] {
  return text.split(' ').map(Number);
}

function table(lengths: string, codes: string): CodeTable {
  return { code: Uint16Array.from(numbers(codes)), length: Uint8Array.from(numbers(lengths)) };
}

function rows(width: number, entries: readonly (readonly [string, string])[]): CodeTable {
  const result = { code: new Uint16Array(width * entries.length), length: new Uint8Array(width * entries.length) };
  for (const [i, [lengths, codes]] of entries.entries()) {
    result.length.set(numbers(lengths), i * width);
    result.code.set(numbers(codes), i * width);
  }
  return result;
}

/** nC of 8 and more: six bits, four for TotalCoeff - 1 and two for TrailingOnes; no coefficients is 000011. */
function fixedLengthTokens(): CodeTable {
  const result = { code: new Uint16Array(68), length: new Uint8Array(68) };
  result.code[0] = 3;
  result.length[0] = 6;
  for (let total = 1; total <= 16; total++) {
    for (let ones = 0; ones <= Math.min(3, total); ones++) {
      result.code[4 * total + ones] = 4 * (total - 1) + ones;
      result.length[4 * total + ones] = 6;
    }
  }
  return result;
}

function inverted(text: string): Uint8Array {
  const result = new Uint8Array(48);
  for (const [code, pattern] of numbers(text).entries()) result[pattern] = code;
  return result;
}
