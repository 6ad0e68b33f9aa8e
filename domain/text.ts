/** Normalises text to NFC, trims it and folds runs of white space into one space. Done once, at the door. */
export function cleanText(raw: string): string {
  return raw.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/**
 * Folds Vietnamese text for search: no diacritics, `đ` becomes `d`, lower case.
 * `foldForSearch('Lê Hồng Phong')` is `'le hong phong'`.
 */
export function foldForSearch(raw: string): string {
  return raw
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/gu, '')
    .replace(/[đĐ]/gu, 'd')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();
}
