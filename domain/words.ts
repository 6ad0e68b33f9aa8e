import type { Locale } from './errors.ts';

/** What each value of a vocabulary is called on screens and in files, by language. */
export type Words<Key extends string> = Readonly<Record<Locale, Readonly<Record<Key, string>>>>;
