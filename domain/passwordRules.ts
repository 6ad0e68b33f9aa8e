/** What a password of our own has to be. Rules are data with a source and a time; judging is pure. */
import { foldForSearch } from './text.ts';

interface PasswordRules {
  /** ISO dates, `[validFrom, validTo)`. */
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly source: string;
  /** Characters (code points) at least, beside a second factor. */
  readonly leastLength: number;
  /** Characters at least where the password stands alone. */
  readonly leastLengthAlone: number;
  /** Of lower case, upper case, digits and other characters, where it stands alone. */
  readonly leastClassesAlone: number;
  /** So many of the last passwords do not come back. */
  readonly remembered: number;
  /** Whoever manages accounts or rights changes it after so many days. */
  readonly administratorMaxAgeDays: number;
}

const rules = [
  {
    validFrom: '2026-07-24',
    validTo: null,
    source: 'TCVN 14423:2026, 5.6',
    leastLength: 8,
    leastLengthAlone: 14,
    leastClassesAlone: 4,
    remembered: 10,
    administratorMaxAgeDays: 60,
  },
] as const satisfies readonly PasswordRules[];

/** The rules in force; the latest known before any is. */
export const passwordRules: PasswordRules = rules[0];

/** What is known of the one whose password it is. */
export interface PasswordOwner {
  readonly name: string;
  readonly displayName: string;
  readonly hasSecondFactor: boolean;
}

/** What a password lacks. */
export type PasswordFault =
  | { readonly fault: 'short'; readonly least: number }
  | { readonly fault: 'classes'; readonly least: number }
  | { readonly fault: 'name' };

const classes = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{N}]/u] as const;
/** Shorter parts of a name stand in many words. */
const leastNamePart = 4;

function holdsName(password: string, { name, displayName }: PasswordOwner): boolean {
  const folded = foldForSearch(password).replaceAll(/[^\p{L}\p{N}]/gu, '');
  const whole = [name, displayName].map((text) => foldForSearch(text).replaceAll(/[^\p{L}\p{N}]/gu, ''));
  return whole.some((part) => part.length >= leastNamePart && folded.includes(part));
}

/** Everything that a password lacks, the first to be told first; empty: it is good, unless it was used before. */
export function passwordFaults(password: string, owner: PasswordOwner): PasswordFault[] {
  const faults: PasswordFault[] = [];
  const least = owner.hasSecondFactor ? passwordRules.leastLength : passwordRules.leastLengthAlone;
  if (Array.from(password.normalize('NFC')).length < least) faults.push({ fault: 'short', least });
  const found = classes.filter((pattern) => pattern.test(password)).length;
  if (!owner.hasSecondFactor && found < passwordRules.leastClassesAlone) {
    faults.push({ fault: 'classes', least: passwordRules.leastClassesAlone });
  }
  if (holdsName(password, owner)) faults.push({ fault: 'name' });
  return faults;
}
