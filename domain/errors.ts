/** Errors of the house: a code, the sentence that tells it, the family it belongs to. */
import { errorCodes, type ErrorFamily, type Locale } from './errorCodes.ts';

export type { Locale };

export type ErrorCode = keyof typeof errorCodes;

/** An error with a code of the registry, the details its sentence needs, and its cause. */
export class KhueError extends Error {
  override readonly name = 'KhueError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(
    code: ErrorCode,
    details: Readonly<Record<string, string | number>> = {},
    options: { cause?: unknown } = {},
  ) {
    super(errorSentence(code, details, 'en'), options);
    this.code = code;
    this.details = details;
  }

  get family(): ErrorFamily {
    return errorCodes[this.code].family;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }
}

/** Whether a text is a code of the registry of this edition. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}

/** The sentence for a code in the reader's language, its details filled in. */
export function errorSentence(
  code: ErrorCode,
  details: Readonly<Record<string, string | number>>,
  locale: Locale,
): string {
  return errorCodes[code].text[locale].replace(/\{(\w+)\}/gu, (whole, name: string) => String(details[name] ?? whole));
}
