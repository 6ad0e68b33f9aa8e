/**
 * Families of errors (see CONTRIBUTING.md):
 * operational: the world outside does not answer, expected and counted;
 * user: the caller's fault, told in the caller's language;
 * unexpected: a bug.
 */
export type ErrorFamily = 'operational' | 'user' | 'unexpected';

export type Locale = 'vi' | 'en';

/** What a code means. */
export interface ErrorDefinition {
  readonly family: ErrorFamily;
  /** HTTP status when the error reaches a client. */
  readonly status: number;
  /** Sentence for the reader; `{name}` is replaced by the detail of that name. */
  readonly text: Readonly<Record<Locale, string>>;
}
