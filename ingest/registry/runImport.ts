import { createHash, randomUUID } from 'node:crypto';
import { type CameraNetworks, onlyPrivateNetworks } from '@khue/domain/cameraNetwork';
import type { Clock } from '@khue/domain/clock';
import type { Locale } from '@khue/domain/errors';
import {
  type FaultDetails,
  type FileFaultCode,
  type ImportKind,
  type ImportNoteCode,
  type ImportReject,
  type ImportRun,
  newImportRun,
} from '@khue/domain/import';
import { fileFaultSentence } from '@khue/domain/importSentences';
import type { ImportMapping } from '@khue/domain/importMapping';
import type { Bus } from '@khue/store/bus/bus';
import type { Store } from '@khue/store/store';
import { createCameraImporter } from './cameraRows.ts';
import { logEntries, logEntry } from './importLog.ts';
import { FileFault } from './fileFault.ts';
import { headerScore, mappingOf } from './columnMapping.ts';
import { findSheet, type MappedSheet } from './header.ts';
import type { Importer, Importers } from './importer.ts';
import { RowReader } from './rowReader.ts';
import { createSchoolImporter } from './schoolRows.ts';
import { openTable } from './table/openTable.ts';
import type { RawRow } from './table/table.ts';
import { createUnitImporter } from './unitRows.ts';

export interface ImportDeps {
  readonly store: Store;
  /** Told when the registry has changed; null where nobody listens. */
  readonly bus: Bus | null;
  readonly clock: Clock;
  /** Breaks the run off between two portions; what is stored stays, and the run can be taken up again. */
  readonly signal: AbortSignal;
  readonly onProgress: (run: ImportRun) => void;
  /** Code of the commune a point lies in, where outlines are known. */
  readonly wardAt?: (lon: number, lat: number) => string | null;
  /** Where cameras may be; left out: in private networks. */
  readonly networks?: CameraNetworks | undefined;
  /** Who the log says reads the file; the one who ordered a stored run stands there already. */
  readonly actorName?: string;
  /** Language of the sentence for a refused file. */
  readonly locale?: Locale;
}

export interface ImportRequest {
  /** A run that is stored already, with its file; without it a new one is made, and its file is not stored. */
  readonly runId?: string;
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /**
   * Name of the column mapping to read the file by. Where there is none of that name, the one that is found by the
   * headers is saved under it. A stored run has its own.
   */
  readonly mappingName?: string | undefined;
}

/** Rows that are checked and stored together. */
const portionRows = 5_000;

const importers: Importers = {
  units: createUnitImporter,
  schools: createSchoolImporter,
  cameras: createCameraImporter,
};

function newRun({ runId, kind, fileName, bytes, mappingName }: ImportRequest, clock: Clock): ImportRun {
  return newImportRun({
    id: runId ?? randomUUID(),
    kind,
    fileName,
    fileSha256: createHash('sha256').update(bytes).digest('hex'),
    state: 'running',
    startedAt: new Date(clock.now()).toISOString(),
    mappingName,
  });
}

function rejectKey({ line, column, code, value }: ImportReject): string {
  return JSON.stringify([line, column, code, value]);
}

/** One run on its way: its counts, and what is not stored yet. */
class ImportProgress {
  readonly #deps: ImportDeps;
  /** Rejects that a broken-off earlier try has stored. */
  readonly #stored: ReadonlySet<string>;
  #run: ImportRun;
  #rejects: ImportReject[] = [];
  #done = 0;
  #rejected = 0;
  readonly #notes = new Map<ImportNoteCode, number>();

  constructor(deps: ImportDeps, run: ImportRun, stored: readonly ImportReject[]) {
    this.#deps = deps;
    this.#run = run;
    this.#stored = new Set(stored.map(rejectKey));
  }

  get run(): ImportRun {
    return this.#run;
  }

  /** Rows since the last save. */
  get pending(): number {
    return this.#done - this.#run.rowsDone;
  }

  count(row: RowReader): void {
    this.#done += 1;
    if (row.faults.length > 0) {
      this.#rejected += 1;
      for (const fault of row.faults) if (!this.#stored.has(rejectKey(fault))) this.#rejects.push(fault);
      return;
    }
    for (const note of row.notes) this.#notes.set(note, (this.#notes.get(note) ?? 0) + 1);
  }

  /** Stores the rows of a portion, then what became of them: after a crash between the two, a second try finds them. */
  async save(importer: Importer | null, at: Date, change: Partial<ImportRun>): Promise<void> {
    const counts = (await importer?.store(at)) ?? { added: 0, changed: 0, unchanged: 0 };
    const rejects = this.#rejects;
    this.#rejects = [];
    this.#run = {
      ...this.#run,
      rowsTotal: Math.max(this.#run.rowsTotal, this.#done),
      rowsDone: this.#done,
      added: this.#run.added + counts.added,
      changed: this.#run.changed + counts.changed,
      unchanged: this.#run.unchanged + counts.unchanged,
      rejected: this.#rejected,
      notes: Object.fromEntries(this.#notes),
      ...change,
    };
    const told = () => logEntries(this.#run, this.#deps);
    await this.#deps.store.imports.progress(this.#run, rejects, told);
    this.#deps.onProgress(this.#run);
  }
}

/** A CSV row must be as wide as its header; beyond it only blanks are allowed. */
function fitsHeader({ cells }: RawRow, { header, strictWidth }: MappedSheet): boolean {
  if (!strictWidth) return true;
  const width = header.headers.length;
  return cells.length >= width && cells.slice(width).every((cell) => cell.trim() === '');
}

async function importSheet(sheet: MappedSheet, importer: Importer, progress: ImportProgress, deps: ImportDeps) {
  const at = new Date(deps.clock.now());
  await progress.save(null, at, { rowsTotal: Math.max(0, sheet.estimatedRows) });
  for await (const raw of sheet.rows) {
    const row = new RowReader(sheet.header, raw);
    if (fitsHeader(raw, sheet)) importer.take(row);
    else row.rowFault('bad_row_shape', raw.cells[0] ?? '');
    progress.count(row);
    if (progress.pending < portionRows) continue;
    deps.signal.throwIfAborted();
    await progress.save(importer, at, {});
  }
  deps.signal.throwIfAborted();
  await progress.save(importer, at, {});
}

async function chosenMapping({ kind, mapping }: ImportRun, { imports }: Store): Promise<ImportMapping | undefined> {
  return mapping === null ? undefined : ((await imports.findMapping(kind, mapping.name)) ?? undefined);
}

/** Keeps the columns of a file for files with the same headers, and under the name asked for where it is a new one. */
async function saveMappings(
  { header }: MappedSheet,
  chosen: ImportMapping | undefined,
  progress: ImportProgress,
  { store, clock }: ImportDeps,
): Promise<void> {
  const { kind, mapping } = progress.run;
  // Kept by the importer itself; whose import it was stands in the log already.
  await store.imports.saveMapping(mappingOf(kind, header), () => []);
  if (mapping === null || chosen !== undefined) return;
  const made = await store.imports.addMapping(mappingOf(kind, header, mapping.name));
  await progress.save(null, new Date(clock.now()), { mapping: { name: mapping.name, made } });
}

async function readFile(request: ImportRequest, progress: ImportProgress, deps: ImportDeps): Promise<void> {
  const { store } = deps;
  const { kind, bytes } = request;
  const chosen = await chosenMapping(progress.run, store);
  const sheets = openTable(bytes, (cells) => headerScore(cells, kind, chosen));
  const sheet = await findSheet(sheets, { kind, chosen, saved: await store.imports.mappings(kind) });
  await saveMappings(sheet, chosen, progress, deps);
  const importer = await importers[kind]({
    store,
    header: sheet.header,
    wardAt: deps.wardAt ?? (() => null),
    networks: deps.networks ?? onlyPrivateNetworks,
  });
  try {
    await importSheet(sheet, importer, progress, deps);
  } catch (error) {
    // Rows before the spot where a file turns out unreadable are good: they are stored, and the reader is told.
    if (error instanceof FileFault) await progress.save(importer, new Date(deps.clock.now()), {});
    throw error;
  }
}

async function openRun(request: ImportRequest, fresh: ImportRun, deps: ImportDeps): Promise<ImportProgress> {
  const { store } = deps;
  const known = request.runId === undefined ? null : await store.imports.find(request.runId);
  if (known === null) {
    await store.imports.create(fresh, null, () => [logEntry('begun', fresh, deps)]);
    return new ImportProgress(deps, fresh, []);
  }
  const { startedAt, fileName, mapping } = known;
  const run = { ...fresh, startedAt, fileName, mapping };
  await store.imports.progress(run, [], () => [logEntry('begun', run, deps)]);
  return new ImportProgress(deps, run, await store.imports.rejects(known.id));
}

async function tellOfChanges({ kind, added, changed }: ImportRun, { bus, clock }: ImportDeps): Promise<void> {
  if (bus === null || added + changed === 0) return;
  try {
    await bus.publish('registryChanged', { kind, at: new Date(clock.now()).toISOString(), added, changed });
  } catch {
    // The rows are stored all the same: the bus counts what it refuses, and who listens reads again now and then.
  }
}

/** What a run that failed ends with. */
export function failedBy(code: FileFaultCode, details: FaultDetails, clock: Clock, locale: Locale = 'vi') {
  const finishedAt = new Date(clock.now()).toISOString();
  return {
    state: 'failed',
    failure: fileFaultSentence(code, details, locale),
    fault: { code, details },
    finishedAt,
  } as const satisfies Partial<ImportRun>;
}

/** Ends the runs whose process is gone without having ended them: nobody has their file. */
export async function endInterruptedRuns(store: Store, clock: Clock, locale: Locale = 'vi'): Promise<number> {
  return store.imports.endAbandoned(
    (run) => ({ ...run, ...failedBy('interrupted', {}, clock, locale) }),
    (run) => logEntries(run, { clock }),
  );
}

async function carryOut(progress: ImportProgress, request: ImportRequest, deps: ImportDeps): Promise<ImportRun> {
  const { store, clock, locale = 'vi' } = deps;
  const finish = (change: Partial<ImportRun>) => progress.save(null, new Date(clock.now()), change);
  const fail = (code: FileFaultCode, details: FaultDetails) => finish(failedBy(code, details, clock, locale));
  try {
    await readFile(request, progress, deps);
    const finishedAt = new Date(clock.now()).toISOString();
    await finish({ state: 'done', rowsTotal: progress.run.rowsDone, finishedAt });
  } catch (error) {
    if (error instanceof FileFault) {
      if (error.head !== null) await store.imports.saveHead(progress.run.id, error.head);
      await fail(error.fault, error.details);
      return progress.run;
    }
    // Nobody has the file of a run made here: it cannot be taken up again. What broke it off is the news, not this.
    const isOurs = request.runId === undefined;
    if (isOurs) await fail(deps.signal.aborted ? 'stopped' : 'broken_off', {}).catch(() => undefined);
    throw error;
  } finally {
    // Also after a run that was broken off: when it is taken up again, these rows are not news any more.
    await tellOfChanges(progress.run, deps);
  }
  return progress.run;
}

/**
 * Imports a CSV or XLSX file: every row is stored or rejected with its reasons. Good rows are stored in portions, also
 * where others are refused; repeating a run changes nothing that is stored already. A file that cannot be read ends as
 * a `failed` run with a sentence. Throws what the store throws, and the signal's reason when it is aborted; a run made
 * here is then `failed` too, a stored one stays `running` to be taken up again. Runs whose process is gone are ended
 * first.
 */
export async function runImport(deps: ImportDeps, request: ImportRequest): Promise<ImportRun> {
  const { store, clock, locale } = deps;
  await endInterruptedRuns(store, clock, locale);
  const fresh = newRun(request, clock);
  const work = async (): Promise<ImportRun> => carryOut(await openRun(request, fresh, deps), request, deps);
  return request.runId === undefined ? store.imports.whileHeld(fresh.id, work) : work();
}
