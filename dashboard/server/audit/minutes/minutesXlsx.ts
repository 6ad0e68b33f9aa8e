import { type Cell, type CellStyle, writeXlsx, type WriteSheet } from 'hucre/xlsx';
import {
  clockSourceWords,
  reasonSentence,
  resultWords,
  ruleSeverityWords,
  vantageWords,
} from '@khue/domain/auditWords';
import type { Locale } from '@khue/domain/errors';
import { sheetStyles as styles } from '../../statistics/sheetStyles.ts';
import { campaignFacts } from './campaignFacts.ts';
import { type Minutes, packageHash } from './minutes.ts';
import { type MinutesFormat, minutesFormat } from './minutesFormat.ts';
import { filled, type MinutesWords, minutesWords } from './minutesWords.ts';

type Value = string | number | null;

interface Writing {
  readonly minutes: Minutes;
  readonly words: MinutesWords;
  readonly format: MinutesFormat;
  readonly locale: Locale;
}

interface Table {
  readonly name: string;
  readonly columns: readonly { readonly title: string; readonly width: number; readonly style?: CellStyle }[];
  readonly rows: readonly (readonly Value[])[];
}

const percent: CellStyle = { numFmt: '0.0 %' };

/**
 * A table under its mark and its head. Texts are written as texts, so that none is taken for a formula, and a table of an
 * invented school says so in its first row.
 */
function sheetOf({ name, columns, rows }: Table, { minutes, words }: Writing): WriteSheet {
  const cells = new Map<string, Partial<Cell>>();
  const mark = minutes.board.synthetic ? words.syntheticNote : minutes.campaign.title;
  cells.set('0,0', { value: mark, type: 'string', style: minutes.board.synthetic ? styles.synthetic : styles.title });
  for (const [column, { title }] of columns.entries()) {
    cells.set(`1,${column}`, { value: title, type: 'string', style: styles.header });
  }
  for (const [row, values] of rows.entries()) {
    for (const [column, value] of values.entries()) {
      if (value === null) continue;
      const style = columns[column]?.style;
      const type = typeof value === 'string' ? 'string' : 'number';
      cells.set(`${row + 2},${column}`, { value, type, ...(style !== undefined && { style }) });
    }
  }
  return {
    name,
    rows: Array.from({ length: rows.length + 2 }, () => []),
    cells,
    columns: columns.map(({ width }) => ({ width })),
    freezePane: { rows: 2 },
  };
}

function summary(writing: Writing): WriteSheet {
  const { minutes, words, format, locale } = writing;
  const { board, permissions } = minutes;
  const { score, coverage, enough, counts, gateFailed } = board.total;
  const word = resultWords[locale];
  const rows: Value[][] = [
    ...campaignFacts(writing),
    ...permissions.map(({ paper, signer, validFrom, validTo }) => [
      words.permission,
      `${paper}; ${signer}; ${filled(words.spanOf, { from: format.day(validFrom), to: format.day(validTo) })}`,
    ]),
    ...(permissions.length === 0 ? [[words.permission, words.permissionNone]] : []),
    [words.gate, gateFailed],
    [words.score, score === null ? words.scoreNone : enough ? format.score(score) : words.tooLittle],
    [words.coverage, coverage === null ? '–' : format.percent(coverage)],
    ...(['PASS', 'WARN', 'FAIL', 'UNKNOWN', 'WAIVED', 'N/A'] as const).map((result) => [word[result], counts[result]]),
  ];
  const columns = [
    { title: words.campaign, width: 28 },
    { title: '', width: 90, style: styles.wrapped },
  ];
  return sheetOf({ name: words.sheetSummary, columns, rows }, writing);
}

function schools(writing: Writing): WriteSheet {
  const { minutes, words, locale } = writing;
  const word = resultWords[locale];
  const results = ['FAIL', 'WARN', 'UNKNOWN', 'WAIVED', 'PASS', 'N/A'] as const;
  const columns = [
    { title: words.schoolCode, width: 12 },
    { title: words.school, width: 36 },
    { title: words.cameras, width: 10 },
    { title: words.gate, width: 12 },
    { title: words.scoreShort, width: 12, style: { numFmt: '0.0' } },
    { title: words.coverage, width: 10, style: percent },
    ...results.map((result) => ({ title: word[result], width: 14 })),
  ];
  const rows = minutes.board.schools.map(({ code, name, finished, score }): Value[] => [
    code,
    name,
    finished,
    finished === 0 ? null : score.gateFailed,
    finished === 0 ? words.waiting : score.score === null || !score.enough ? words.notEnough : score.score * 100,
    score.coverage,
    ...results.map((result) => (finished === 0 ? null : score.counts[result])),
  ]);
  return sheetOf({ name: words.sheetSchools, columns, rows }, writing);
}

/** Every verdict, those that passed too. */
function verdicts(writing: Writing): WriteSheet {
  const { minutes, words, locale } = writing;
  const rules = new Map(minutes.rules.map((rule) => [rule.id, rule]));
  const columns = [
    [words.schoolCode, 12],
    [words.cameraCode, 16],
    [words.cameraName, 24],
    [words.rule, 10],
    ['', 40],
    [words.severity, 14],
    [words.verdict, 16],
    [words.scored, 10],
    [words.found, 32],
    [words.threshold, 32],
    [words.reason, 48],
    [words.source, 40],
    [words.confidenceOf, 16],
    [words.vantage, 28],
    [`${words.evidence} (SHA-256)`, 70],
  ] as const;
  const rows = minutes.schools.flatMap(({ row: school, cameras }) =>
    cameras.flatMap((camera) => {
      const hashes = new Map(camera.evidence.map(({ id, sha256 }) => [id, sha256]));
      return camera.verdicts.map((verdict): Value[] => {
        const rule = rules.get(verdict.ruleId);
        return [
          school.code,
          camera.code,
          camera.name,
          verdict.ruleId,
          rule?.title[locale] ?? '',
          ruleSeverityWords[locale][verdict.severity],
          resultWords[locale][verdict.result],
          verdict.enabled ? words.yes : words.no,
          verdict.value?.[locale] ?? null,
          verdict.threshold[locale],
          reasonSentence(verdict.reason, verdict.params, locale),
          rule?.source[locale] ?? '',
          rule === undefined ? '' : words.confidence[rule.sourceConfidence],
          vantageWords[locale][verdict.vantage],
          verdict.evidenceIds.map((id) => hashes.get(id) ?? id).join('\n') || null,
        ];
      });
    }),
  );
  return sheetOf(
    { name: words.sheetVerdicts, columns: columns.map(([title, width]) => ({ title, width })), rows },
    writing,
  );
}

function evidence(writing: Writing): WriteSheet {
  const { minutes, words, locale } = writing;
  const columns = [
    [words.schoolCode, 12],
    [words.cameraCode, 16],
    [words.kind, 40],
    [words.at, 26],
    [words.clock, 20],
    [words.vantage, 28],
    [words.permission, 40],
    [words.tool, 24],
    ['SHA-256', 70],
    [words.packageHash, 70],
  ] as const;
  const rows = minutes.schools.flatMap(({ row: school, cameras }) =>
    cameras.flatMap((camera) => {
      const whole = packageHash(camera.evidence);
      return camera.evidence.map((piece): Value[] => [
        school.code,
        camera.code,
        piece.kind,
        piece.at,
        clockSourceWords[locale][piece.clockSource],
        vantageWords[locale][piece.vantage],
        piece.permissionId,
        piece.tool,
        piece.sha256,
        whole,
      ]);
    }),
  );
  return sheetOf(
    { name: words.sheetEvidence, columns: columns.map(([title, width]) => ({ title, width })), rows },
    writing,
  );
}

/** What the minutes rest on, as a workbook: summary, schools, every verdict, every piece of evidence with its hash. */
export async function minutesXlsx(minutes: Minutes, locale: Locale): Promise<Buffer> {
  const writing = { minutes, words: minutesWords[locale], format: minutesFormat(locale), locale };
  const sheets = [summary(writing), schools(writing), verdicts(writing), evidence(writing)];
  const madeAt = new Date(minutes.asOfMs);
  const title = `${writing.words.title}: ${minutes.campaign.title}`;
  const properties = { title, creator: 'Khuê', created: madeAt, modified: madeAt };
  return Buffer.from(await writeXlsx({ sheets, properties }));
}
