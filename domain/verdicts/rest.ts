/** Rules that nothing here measures: why, by rule. */
import { type Judge, unknown } from './judging.ts';

const reasons: Readonly<Record<string, string>> = {
  'REG-04': 'awaits_form',
  'REG-05': 'awaits_form',
  'REG-06': 'not_measured',
  'ITF-06': 'not_measured',
  'IMG-07': 'not_measured',
  'REC-01': 'no_recorder_known',
  'REC-02': 'no_recorder_known',
  'REC-03': 'no_recorder_known',
  'REC-04': 'no_recorder_known',
  'REC-05': 'no_recorder_known',
  'NET-02': 'not_measured',
  'NET-03': 'needs_outside_probe',
  'NET-04': 'awaits_form',
  'SEC-02': 'not_measured',
  'SEC-03': 'awaits_form',
  'SEC-06': 'not_measured',
  'SEC-08': 'no_catalogue',
  'SEC-09': 'acceptance_unknown',
  'SEC-10': 'awaits_form',
  'SEC-11': 'not_measured',
  'PRI-01': 'awaits_form',
  'PRI-02': 'awaits_form',
  'PRI-04': 'awaits_form',
  'PRI-05': 'not_measured',
  'PRI-06': 'not_measured',
  'HW-01': 'awaits_form',
  'HW-02': 'awaits_form',
  'HW-03': 'awaits_form',
  'SYS-01': 'awaits_form',
  'SYS-02': 'awaits_form',
};

export const restJudges: Readonly<Record<string, Judge>> = Object.fromEntries(
  Object.entries(reasons).map(([id, reason]) => [id, () => unknown(reason)]),
);
