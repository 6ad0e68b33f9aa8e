import { setImmediate } from 'node:timers/promises';
import type { RuleSeverity } from '@khue/domain/audit';
import type { AuditScore, CameraVerdict } from '@khue/domain/auditApi';
import { reasonSentence, resultWords, ruleSeverityWords, vantageWords } from '@khue/domain/auditWords';
import type { Locale } from '@khue/domain/errors';
import { campaignFacts } from './campaignFacts.ts';
import {
  findingsOf,
  type Minutes,
  type MinutesCamera,
  type MinutesSchool,
  packageHash,
  unknownReasons,
  vantageCounts,
  waiversOf,
} from './minutes.ts';
import { type MinutesFormat, minutesFormat } from './minutesFormat.ts';
import { filled, type MinutesWords, minutesWords } from './minutesWords.ts';
import { type Cell, PdfPaper } from './pdfPaper.ts';

interface Writing {
  readonly paper: PdfPaper;
  readonly minutes: Minutes;
  readonly words: MinutesWords;
  readonly format: MinutesFormat;
  readonly locale: Locale;
}

const cell = (text: string, style: Cell['style'] = {}): Cell => ({ text, style });

function writeTitle({ paper, minutes, words, locale }: Writing): void {
  const small = { size: 9.5 } as const;
  const department = [cell(words.department, { ...small, font: 'bold' }), cell(words.number, small)];
  const state = [cell(words.state, { ...small, font: 'bold' }), cell(words.motto, { ...small, font: 'bold' })];
  // The head of official papers is Vietnamese; a translation has none.
  if (locale === 'vi') paper.pair(department, state);
  else paper.text(words.department, { font: 'bold' });
  paper.gap(20);
  paper.text(words.title, { font: 'bold', size: 18, align: 'center' });
  const { onlyOf } = minutes;
  if (onlyOf !== null) {
    const line = onlyOf.what === 'school' ? words.ofSchool : words.ofWard;
    paper.text(filled(line, { name: onlyOf.name }), { size: 12, align: 'center' });
  }
  paper.gap(10);
  if (minutes.board.synthetic) paper.frame(words.syntheticNote);
}

function writeCampaign(writing: Writing): void {
  writing.paper.heading(writing.words.campaign);
  writing.paper.facts(campaignFacts(writing));
}

function writePermissions({ paper, minutes, words, format, locale }: Writing): void {
  paper.heading(words.permission);
  if (minutes.permissions.length === 0) paper.text(words.permissionNone);
  else {
    const columns = [
      { title: words.paper, share: 0.36 },
      { title: words.signer, share: 0.2 },
      { title: words.scope, share: 0.16 },
      { title: words.ranges, share: 0.1 },
      { title: words.span, share: 0.18 },
    ];
    const rows = minutes.permissions.map(({ paper: name, signer, scope, addressRanges, validFrom, validTo }) => [
      cell(name, { font: 'bold' }),
      cell(signer),
      cell(words.scopes[scope]),
      cell(filled(words.rangesOf, { count: format.count(addressRanges.length) })),
      cell(filled(words.spanOf, { from: format.day(validFrom), to: format.day(validTo) })),
    ]);
    paper.table(columns, rows);
  }
  const seen = vantageCounts(minutes.schools).map(({ vantage, count }) =>
    filled(words.vantageOf, { name: vantageWords[locale][vantage], count: format.count(count) }),
  );
  if (seen.length > 0) paper.facts([[words.vantage, seen.join('; ')]]);
}

function scoreText({ score, coverage, enough }: AuditScore, { words, format }: Writing): string {
  if (score === null || coverage === null) return words.scoreNone;
  if (!enough) return words.tooLittle;
  return filled(words.scoreOf, { score: format.score(score), coverage: format.percent(coverage) });
}

function countsText({ counts }: AuditScore, { format, locale }: Writing): string {
  const word = resultWords[locale];
  return (['PASS', 'WARN', 'FAIL', 'UNKNOWN', 'WAIVED', 'N/A'] as const)
    .map((result) => `${format.count(counts[result])} ${word[result]}`)
    .join(', ');
}

/** Rules named at most where the result is told; all stand with their cameras. */
const causeLimit = 12;

function writeResult(writing: Writing): void {
  const { paper, minutes, words, format, locale } = writing;
  const { board } = minutes;
  const gate = { count: format.count(board.total.gateFailed), finished: format.count(board.finished) };
  paper.heading(words.result);
  paper.facts([
    [words.gate, filled(words.gateOf, gate)],
    [words.score, scoreText(board.total, writing)],
    [words.counts, countsText(board.total, writing)],
  ]);
  if (board.causes.length === 0) return;
  paper.gap(4);
  paper.table(
    [
      { title: words.causes, share: 0.6 },
      { title: words.severity, share: 0.2 },
      { title: words.camerasFailing, share: 0.2, align: 'right' },
    ],
    board.causes.slice(0, causeLimit).map(({ ruleId, cameras, critical }) => {
      const rule = minutes.rules.find(({ id }) => id === ruleId);
      const severity = severityOf(ruleId, minutes);
      return [
        cell(`${ruleId} ${rule?.title[locale] ?? ''}`, { font: 'bold' }),
        cell(ruleSeverityWords[locale][severity], { tone: critical ? 'critical' : 'ink' }),
        cell(format.count(cameras)),
      ];
    }),
  );
}

function severityOf(ruleId: string, { rules, profile }: Minutes): RuleSeverity {
  const own = profile.rules.find(({ id }) => id === ruleId)?.severity ?? null;
  return own ?? rules.find(({ id }) => id === ruleId)?.severity ?? 'low';
}

function writeSchools({ paper, minutes, words, format, locale }: Writing): void {
  const word = resultWords[locale];
  const numeric = (title: string) => ({ title, share: 0.1, align: 'right' }) as const;
  paper.heading(words.bySchool);
  paper.table(
    [
      { title: words.school, share: 0.3 },
      ...[words.cameras, words.gate, words.scoreShort, words.coverage, word.FAIL, word.WARN, word.UNKNOWN].map(numeric),
    ],
    minutes.board.schools.map(({ name, cameras, finished, score }) => {
      const { counts, enough } = score;
      const scored = score.score !== null && enough ? format.score(score.score) : words.notEnough;
      return [
        cell(name, { font: 'bold' }),
        cell(`${format.count(finished)}/${format.count(cameras)}`),
        cell(format.count(score.gateFailed), { tone: score.gateFailed > 0 ? 'critical' : 'ink' }),
        cell(finished === 0 ? words.waiting : scored),
        cell(score.coverage === null ? '–' : format.percent(score.coverage)),
        ...(['FAIL', 'WARN', 'UNKNOWN'] as const).map((result) => cell(format.count(counts[result]))),
      ];
    }),
  );
}

/** Enough of a hash to find the piece in the XLSX table, where it stands whole. */
const shownHash = 16;

function evidenceText(verdict: CameraVerdict, camera: MinutesCamera, words: MinutesWords): string {
  const own = camera.evidence.filter(({ id }) => verdict.evidenceIds.includes(id));
  if (own.length === 0) return words.evidenceNone;
  return own.map(({ kind, sha256 }) => `${kind} ${sha256.slice(0, shownHash)}…`).join('\n');
}

/** Said by the verdict itself. */
const plainReasons: ReadonlySet<string> = new Set(['met', 'not_met']);

/** Rule, what was found beside what is asked, and the proof. */
function findingRow(verdict: CameraVerdict, camera: MinutesCamera, { minutes, words, locale }: Writing): Cell[] {
  const rule = minutes.rules.find(({ id }) => id === verdict.ruleId);
  const { result, severity, value, threshold, reason, params, waiver } = verdict;
  const why = value !== null && plainReasons.has(reason) ? null : reasonSentence(reason, params, locale);
  const found = [value?.[locale] ?? null, why, waiver?.reason ?? null].filter((line) => line !== null);
  return [
    cell(`${resultWords[locale][result]}\n${ruleSeverityWords[locale][severity]}`, {
      font: 'bold',
      tone: result === 'FAIL' && severity === 'critical' ? 'critical' : 'ink',
    }),
    cell(`${verdict.ruleId} ${rule?.title[locale] ?? ''}`),
    cell(found.join('\n')),
    cell(threshold[locale]),
    cell(rule === undefined ? '' : words.confidence[rule.sourceConfidence], { tone: 'muted' }),
    cell(evidenceText(verdict, camera, words), { size: 7, tone: 'muted' }),
  ];
}

function writeCamera(camera: MinutesCamera, writing: Writing): void {
  const { paper, words, format } = writing;
  const { score, code, name } = camera;
  paper.gap(4);
  paper.keep(80);
  const fails = score !== null && score.gateFailed > 0;
  const title = filled(words.cameraLine, { code, name });
  paper.text(fails ? `${title} · ${words.cameraFails}` : title, { font: 'bold', tone: fails ? 'critical' : 'ink' });
  if (score !== null) {
    const about = {
      score: score.score !== null && score.enough ? format.score(score.score) : words.notEnough,
      coverage: score.coverage === null ? '–' : format.percent(score.coverage),
      unknown: format.count(score.counts.UNKNOWN),
      evidence: format.count(camera.evidence.length),
    };
    paper.text(filled(words.cameraState, about), { tone: 'muted', size: 8.5 });
  }
  const findings = findingsOf(camera.verdicts);
  if (findings.length === 0) {
    paper.text(words.noFindings, { size: 8.5 });
    return;
  }
  paper.table(
    [
      { title: words.verdict, share: 0.12 },
      { title: words.rule, share: 0.21 },
      { title: words.found, share: 0.22 },
      { title: words.threshold, share: 0.16 },
      { title: words.source, share: 0.09 },
      { title: words.evidence, share: 0.2 },
    ],
    findings.map((verdict) => findingRow(verdict, camera, writing)),
  );
}

/** School by school; gives way to other requests between schools. */
async function writeFindings(writing: Writing): Promise<void> {
  const { paper, minutes, words } = writing;
  paper.heading(words.findings);
  const audited = minutes.schools.filter(({ cameras }) => cameras.some(({ verdicts }) => verdicts.length > 0));
  if (audited.length === 0) paper.text(words.findingsNone);
  for (const { row, cameras } of audited) {
    paper.gap(8);
    paper.keep(90);
    paper.text(`${row.name} (${row.code})`, { font: 'bold', size: 11 });
    for (const camera of cameras.filter(({ verdicts }) => verdicts.length > 0)) writeCamera(camera, writing);
    await setImmediate();
  }
}

/** Reasons named at most, the most frequent ones; the workbook holds all. */
const reasonLimit = 30;

function writeUnknown({ paper, minutes, words, format, locale }: Writing): void {
  const reasons = unknownReasons(minutes.schools, locale);
  const total = reasons.reduce((sum, { count }) => sum + count, 0);
  paper.heading(words.unknown);
  paper.text(filled(words.unknownLead, { count: format.count(total) }));
  if (reasons.length === 0) return;
  paper.gap(4);
  paper.table(
    [
      { title: words.reason, share: 0.8 },
      { title: words.count, share: 0.2, align: 'right' },
    ],
    reasons.slice(0, reasonLimit).map(({ sentence, count }) => [cell(sentence), cell(format.count(count))]),
  );
}

function placeOf(schoolId: string, cameraId: string | null, schools: readonly MinutesSchool[]): string {
  const school = schools.find(({ row }) => row.schoolId === schoolId);
  const camera = school?.cameras.find((candidate) => candidate.cameraId === cameraId);
  return [school?.row.name ?? schoolId, ...(camera === undefined ? [] : [camera.code])].join(' · ');
}

function writeWaivers({ paper, minutes, words, format }: Writing): void {
  const waivers = waiversOf(minutes.schools);
  paper.heading(words.waivers);
  if (waivers.length === 0) {
    paper.text(words.waiversNone);
    return;
  }
  paper.table(
    [
      { title: words.rule, share: 0.1 },
      { title: words.place, share: 0.28 },
      { title: words.reason, share: 0.32 },
      { title: words.approver, share: 0.18 },
      { title: words.until, share: 0.12 },
    ],
    waivers.map(({ ruleId, schoolId, cameraId, reason, approver, validTo }) => [
      cell(ruleId, { font: 'bold' }),
      cell(placeOf(schoolId, cameraId, minutes.schools)),
      cell(reason),
      cell(approver),
      cell(format.day(validTo)),
    ]),
  );
}

/** Where the rules that something was found by come from: a law, a standard, or the product's own default. */
function writeSources({ paper, minutes, words, locale }: Writing): void {
  const verdicts = minutes.schools.flatMap(({ cameras }) => cameras.flatMap((camera) => findingsOf(camera.verdicts)));
  const named = new Set(verdicts.map(({ ruleId }) => ruleId));
  if (named.size === 0) return;
  paper.heading(words.sources);
  paper.table(
    [
      { title: words.rule, share: 0.34 },
      { title: words.source, share: 0.5 },
      { title: words.confidenceOf, share: 0.16 },
    ],
    minutes.rules
      .filter(({ id }) => named.has(id))
      .map(({ id, title, source, sourceConfidence }) => [
        cell(`${id} ${title[locale]}`),
        cell(source[locale]),
        cell(words.confidence[sourceConfidence], { tone: 'muted' }),
      ]),
  );
}

function writePackages({ paper, minutes, words, format }: Writing): void {
  paper.heading(words.package);
  paper.text(words.packageLead, { size: 8.5, tone: 'muted' });
  paper.gap(4);
  const cameras = minutes.schools.flatMap((school) => school.cameras).filter(({ evidence }) => evidence.length > 0);
  paper.table(
    [
      { title: words.camera, share: 0.3 },
      { title: words.pieces, share: 0.12, align: 'right' },
      { title: words.packageHash, share: 0.58 },
    ],
    cameras.map(({ code, evidence }) => [
      cell(code, { font: 'bold' }),
      cell(format.count(evidence.length)),
      cell(packageHash(evidence), { size: 8 }),
    ]),
  );
}

/** The minutes as a PDF file; the same content makes the same bytes. */
export async function minutesPdf(minutes: Minutes, locale: Locale): Promise<Buffer> {
  const { campaign, profile, asOfMs } = minutes;
  const words = minutesWords[locale];
  const paper = new PdfPaper({
    title: `${words.title}: ${campaign.title}`,
    language: locale,
    madeAt: new Date(asOfMs),
  });
  const writing = { paper, minutes, words, format: minutesFormat(locale), locale };
  writeTitle(writing);
  writeCampaign(writing);
  writePermissions(writing);
  writeResult(writing);
  writeSchools(writing);
  await writeFindings(writing);
  writeSources(writing);
  writeUnknown(writing);
  writeWaivers(writing);
  writePackages(writing);
  paper.heading(words.signatures);
  paper.signatures(words.signers, words.signHint);
  const left = filled(words.footer, { id: campaign.id, profile: `${profile.name} v${profile.version}` });
  const mark = minutes.board.synthetic ? ` · ${words.synthetic}` : '';
  return paper.finish((page, pages) => ({ left: left + mark, right: filled(words.page, { page, pages }) }));
}
