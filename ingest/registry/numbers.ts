/** A number of a cell, and whether it was written with a decimal comma. */
export interface ParsedNumber {
  readonly value: number;
  readonly decimalComma: boolean;
}

const plain = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?$/iu;
const commaDecimal = /^[+-]?\d+,\d+$/u;
const pointThousandsCommaDecimal = /^[+-]?\d{1,3}(?:\.\d{3})+,\d+$/u;
const commaThousandsPointDecimal = /^[+-]?\d{1,3}(?:,\d{3})+\.\d+$/u;
const pointThousands = /^[+-]?\d{1,3}(?:\.\d{3}){2,}$/u;
const commaThousands = /^[+-]?\d{1,3}(?:,\d{3}){2,}$/u;

/**
 * Reads a number as people write it in Việt Nam or English: `10,7769`, `1.191.940,511`, `1,191,940.511`, `603 217.59`.
 * One separator alone is always decimal: `603.217` is 603 and a bit. null where it is no number.
 */
export function parseNumber(text: string): ParsedNumber | null {
  const compact = text.replace(/[\s\u00a0\u202f]/gu, '').replace(/^\u2212/u, '-');
  const read = (digits: string, decimalComma: boolean) => {
    const value = Number(digits);
    return Number.isFinite(value) ? { value, decimalComma } : null;
  };
  if (plain.test(compact)) return read(compact, false);
  if (commaDecimal.test(compact)) return read(compact.replace(',', '.'), true);
  if (pointThousandsCommaDecimal.test(compact)) return read(compact.replaceAll('.', '').replace(',', '.'), true);
  if (commaThousandsPointDecimal.test(compact)) return read(compact.replaceAll(',', ''), false);
  if (pointThousands.test(compact)) return read(compact.replaceAll('.', ''), false);
  return commaThousands.test(compact) ? read(compact.replaceAll(',', ''), false) : null;
}
