/** Finds schools as people type: without diacritics, by the beginning of words, over names, code and ward. */
import type { SchoolListItem } from '@khue/domain/api';
import { foldForSearch } from '@khue/domain/text';

interface Entry {
  readonly school: SchoolListItem;
  readonly names: readonly string[];
  readonly code: string;
  readonly nameWords: readonly string[];
  readonly otherWords: readonly string[];
}

export interface SchoolSearch {
  /** Best first; at most `limit`. An empty query finds nothing. */
  find(query: string, limit: number): readonly SchoolListItem[];
}

const wordsOf = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');

function entryOf(school: SchoolListItem): Entry {
  const names = [foldForSearch(school.shortName), foldForSearch(school.name)];
  const code = foldForSearch(school.code);
  return {
    school,
    names,
    code,
    nameWords: names.flatMap(wordsOf),
    otherWords: [...wordsOf(foldForSearch(school.wardName ?? '')), ...wordsOf(code)],
  };
}

/** The query as a whole within a name: at its start, as whole words, as the beginning of words; the short name first. */
function placeInNames(names: readonly string[], query: string): number | null {
  const tests = [
    (name: string) => name.startsWith(query),
    (name: string) => ` ${name} `.includes(` ${query} `),
    (name: string) => ` ${name}`.includes(` ${query}`),
  ];
  for (const [place, test] of tests.entries()) {
    const found = names.findIndex((name) => test(name));
    if (found >= 0) return 1 + place + found / names.length;
  }
  return null;
}

/** Lower is better; null: does not fit. */
function rank(entry: Entry, query: string, words: readonly string[]): number | null {
  if (entry.code === query) return 0;
  const starts = (candidates: readonly string[], word: string): boolean => candidates.some((c) => c.startsWith(word));
  const inName = words.filter((word) => starts(entry.nameWords, word)).length;
  const fits = words.every((word) => starts(entry.nameWords, word) || starts(entry.otherWords, word));
  if (!fits && !entry.code.includes(query)) return null;
  const inNames = placeInNames(entry.names, query);
  if (inNames !== null) return inNames;
  if (inName === words.length) return 4;
  if (entry.code.startsWith(query)) return 5;
  return 6 + (words.length - inName) / words.length;
}

/** An index over all schools; 3,500 are made and searched in a few milliseconds. */
export function createSchoolSearch(schools: readonly SchoolListItem[]): SchoolSearch {
  const entries = schools.map(entryOf);
  const collator = new Intl.Collator('vi', { numeric: true });
  return {
    find: (raw, limit) => {
      const query = foldForSearch(raw);
      const words = wordsOf(query);
      if (words.length === 0) return [];
      return entries
        .flatMap((entry) => {
          const place = rank(entry, query, words);
          return place === null ? [] : [{ entry, place }];
        })
        .sort((a, b) => a.place - b.place || collator.compare(a.entry.school.shortName, b.entry.school.shortName))
        .slice(0, limit)
        .map(({ entry }) => entry.school);
    },
  };
}
