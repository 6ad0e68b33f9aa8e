/** Remarks and figures that tiers send in English, in the reader's words. */
import { enTierFigures } from '../../i18n/enTierFigures.ts';
import type { Language } from '../../i18n/format.ts';
import type { vi } from '../../i18n/vi.ts';
import { viTierFigures } from '../../i18n/viTierFigures.ts';

type RemarkKey = Exclude<keyof typeof vi.state.remark, 'silent'>;

/** Two tables beside the dictionaries: as keys of `t` so many names are more than its types can hold. */
const figures: Readonly<Record<Language, Readonly<Record<string, string>>>> = { vi: viTierFigures, en: enTierFigures };

const remarks: ReadonlyMap<string, RemarkKey> = new Map([
  ['the inventory cannot be read', 'inventory_unreadable'],
  ['not connected', 'not_connected'],
  ['not heard of yet', 'not_heard'],
  ['stopped', 'stopped'],
  ['lost', 'lost'],
  ['does not answer', 'no_answer'],
]);
const silence = /^no heartbeat for (\d+) s$/u;

/** Seconds of silence that a remark tells of; null for another remark. */
export function silentSeconds(remark: string): string | null {
  return silence.exec(remark)?.[1] ?? null;
}

/** Key of a remark's sentence; null for a remark that has none. */
export function knownRemark(remark: string): RemarkKey | null {
  return remarks.get(remark) ?? null;
}

/** A figure's name in a language; null for one that is not known. */
export function figureName(name: string, language: Language): string | null {
  return Object.hasOwn(figures[language], name) ? (figures[language][name] ?? null) : null;
}
