/** Digits with at most one separator between two of them. */
const groups = /\d(?:[ .\-\u2013]?\d)*/gu;
const length = 12;

/**
 * Whether a text holds what looks like a personal identity number: twelve digits, in one piece or in groups. Digits of
 * other scripts count as well.
 */
export function holdsPersonalNumber(text: string): boolean {
  const plain = text.normalize('NFKC');
  if (/(?<!\d)\d{12}(?!\d)/u.test(plain)) return true;
  return (plain.match(groups) ?? []).some((group) => group.replaceAll(/\D/gu, '').length === length);
}
