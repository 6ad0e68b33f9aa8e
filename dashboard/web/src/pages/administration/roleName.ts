import { foldForSearch } from '@khue/domain/text';

const longest = 36;

/** The stable name of a new role out of its Vietnamese title: `Trực ban đêm` is `truc_ban_dem`; a number where it is taken. */
export function roleNameOf(title: string, taken: readonly string[]): string {
  const folded = foldForSearch(title)
    .replace(/[^a-z0-9]+/gu, '_')
    .replace(/^[^a-z]+|_+$/gu, '')
    .slice(0, longest);
  const base = folded.length < 2 ? 'vai_tro' : folded;
  if (!taken.includes(base)) return base;
  const numbers = Array.from({ length: taken.length + 1 }, (_, n) => `${base}_${n + 2}`);
  return numbers.find((name) => !taken.includes(name)) ?? base;
}
