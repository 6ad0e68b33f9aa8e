/** Texts around the reason for looking, and pictures taken. Part of en.ts. */
export const enLook = {
  title: 'What do you look through cameras for?',
  lead: 'The purpose is written into the log with every look. Choose once for this session; change it at any time.',
  purposes: 'Purpose',
  note: 'What exactly',
  noteHint: 'For example the number of a letter or a report. No personal identity numbers.',
  noteMissing: 'This purpose needs a word on what exactly.',
  show: 'Show pictures',
  current: 'Purpose: {{purpose}}',
  change: 'Purpose: {{purpose}}. Press to change it.',
  none: 'There is no purpose in the list yet. Ask an administrator to add one.',
  what: 'the list of purposes',
  snapshot: {
    take: 'Take a picture',
    by: 'Taken by {{account}} · logged',
    saved: 'Saved {{file}}, logged',
    refused: 'You may not take pictures of this camera',
    failed: 'It could not be logged, so no picture was taken. Try again.',
  },
} as const;
