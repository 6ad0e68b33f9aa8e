/** What every judge is given, and the few forms that a judgement takes. */
import type { Judged, VerdictParams } from '../audit.ts';
import type { Reading, ReadOutcome, Readings } from '../auditReadings.ts';
import type { CameraZone } from '../camera.ts';

export interface Case {
  readonly readings: Readings;
  /** As the profile has it; each judge reads its own values. */
  readonly threshold: Readonly<Record<string, unknown>>;
  readonly zone: CameraZone;
}

/** Pure: the same case always gives the same judgement. */
export type Judge = (about: Case) => Judged;

export type Value = NonNullable<Judged['value']>;
type Evidence = Pick<Reading<unknown>, 'evidenceIds'>;

export function idsOf(readings: readonly (Evidence | null)[]): readonly string[] {
  return [...new Set(readings.flatMap((reading) => reading?.evidenceIds ?? []))];
}

function judged(
  result: Judged['result'],
  reason: string,
  readings: readonly (Evidence | null)[],
  value: Value | null,
  params: VerdictParams,
): Judged {
  return { result, reason, params, value, evidenceIds: idsOf(readings) };
}

/** Threshold met. Nothing passes without evidence: then it is UNKNOWN. */
export function pass(readings: readonly (Evidence | null)[], value: Value | null): Judged {
  if (idsOf(readings).length === 0) return unknown('not_asked', readings);
  return judged('PASS', 'met', readings, value, {});
}

export function warn(
  reason: string,
  readings: readonly (Evidence | null)[],
  value: Value | null,
  params: VerdictParams = {},
): Judged {
  return judged('WARN', reason, readings, value, params);
}

export function fail(
  reason: string,
  readings: readonly (Evidence | null)[],
  value: Value | null,
  params: VerdictParams = {},
): Judged {
  return judged('FAIL', reason, readings, value, params);
}

export function unknown(
  reason: string,
  readings: readonly (Evidence | null)[] = [],
  params: VerdictParams = {},
): Judged {
  return judged('UNKNOWN', reason, readings, null, params);
}

export function notApplicable(reason: string, readings: readonly (Evidence | null)[] = []): Judged {
  return judged('N/A', reason, readings, null, {});
}

const reasonOfOutcome: Readonly<Record<ReadOutcome, string>> = {
  answered: 'bad_reply',
  unauthorised: 'unauthorised',
  not_offered: 'not_offered',
  no_answer: 'no_answer',
  bad_reply: 'bad_reply',
  address_refused: 'address_refused',
};

/** It was asked, and its answer told something. */
export function isRead<Facts>(
  reading: Reading<Facts> | null,
): reading is Reading<Facts> & { readonly facts: NonNullable<Facts> } {
  return reading !== null && reading.facts !== null;
}

/** UNKNOWN because a question was not asked, or its answer tells nothing. */
export function unread(reading: Reading<unknown> | null): Judged {
  return reading === null ? unknown('not_asked') : unknown(reasonOfOutcome[reading.outcome], [reading]);
}

/** The same words in both languages. */
export function same(text: string): Value {
  return { vi: text, en: text };
}

/** A number with its unit: a comma in Vietnamese, a point in English. */
export function amount(number: number, digits: number, unit: Value): Value {
  const text = number.toFixed(digits);
  return { vi: `${text.replace('.', ',')} ${unit.vi}`, en: `${text} ${unit.en}` };
}

export const seconds: Value = { vi: 'giây', en: 's' };
