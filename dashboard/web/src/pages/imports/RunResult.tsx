import { type FileFaultCode, importNoteCodeSchema, type ImportRun } from '@khue/domain/import';
import { failureSentence } from '@khue/domain/importSentences';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useEffect } from 'react';
import { ProgressBar } from '../../controls/ProgressBar.tsx';
import { reportUrl, useImportReport } from '../../data/importReport.ts';
import { mappingsKey } from '../../data/importMappings.ts';
import { importsKey } from '../../data/imports.ts';
import { schoolsKey } from '../../data/schools.ts';
import { useTexts } from '../../i18n/language.ts';
import { MappingEditor } from './MappingEditor.tsx';

/** Refused cells drawn at most: the report holds all. */
const rejectsShown = 200;

function Progress({ run }: { readonly run: ImportRun }): JSX.Element {
  const { t, format } = useTexts();
  const known = run.rowsTotal > 0;
  const label = known
    ? t('imports.progress', { done: format.number(run.rowsDone), total: format.number(run.rowsTotal) })
    : t('imports.progressUnknown');
  return <ProgressBar share={known ? run.rowsDone / run.rowsTotal : null} label={label} />;
}

function Counts({ run }: { readonly run: ImportRun }): JSX.Element {
  const { t, format } = useTexts();
  const parts = ['added', 'changed', 'unchanged', 'rejected'] as const;
  return (
    <dl className="import-counts">
      {parts.map((part) => (
        <div key={part} className={part === 'rejected' && run.rejected > 0 ? 'warn' : ''}>
          <dt>{t(`imports.result.${part}`)}</dt>
          <dd data-count={part}>{format.number(run[part])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Notes({ run }: { readonly run: ImportRun }): JSX.Element | null {
  const { t, format } = useTexts();
  const codes = importNoteCodeSchema.options.filter((code) => (run.notes[code] ?? 0) > 0);
  if (codes.length === 0) return null;
  return (
    <section className="import-notes">
      <h3>{t('imports.notes')}</h3>
      <ul>
        {codes.map((code) => (
          <li key={code}>
            <b>{format.number(run.notes[code] ?? 0)}</b> {t(`imports.note.${code}`)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Rejects({ run }: { readonly run: ImportRun }): JSX.Element | null {
  const { t, format, language } = useTexts();
  const report = useImportReport(run.id, language, run.rejected > 0);
  if (run.rejected === 0) return null;
  const rows = report.data?.rows ?? [];
  return (
    <section className="import-rejects">
      <header>
        <h3>{t('imports.rejects')}</h3>
        {rows.length > rejectsShown && (
          <span>
            {t('imports.rejectsShown', { shown: format.number(rejectsShown), total: format.number(rows.length) })}
          </span>
        )}
        <a className="quiet-button" href={reportUrl(run.id, language)} download>
          {t('imports.report')}
        </a>
      </header>
      {report.isPending && <div className="import-waiting skeleton" aria-busy="true" />}
      {report.data !== undefined && (
        <table>
          <thead>
            <tr>
              {report.data.header.map((cell) => (
                <th key={cell} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, rejectsShown).map((row, place) => (
              // The report never changes: its place is its name.
              <tr key={place}>
                {row.map((cell, column) => (
                  <td key={report.data.header[column] ?? column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Why the file was refused, and whether anything of it was stored. */
function FailedRun({ run }: { readonly run: ImportRun }): JSX.Element {
  const { t, language } = useTexts();
  const sentence = failureSentence(run, language) ?? '';
  const isPartly = run.added + run.changed > 0;
  return (
    <p className="import-error" role="alert">
      {t(isPartly ? 'imports.failedPartly' : 'imports.failed', {
        reason: `${sentence.charAt(0).toLocaleUpperCase(language)}${sentence.slice(1)}`,
      })}
    </p>
  );
}

interface RunResultProps {
  readonly run: ImportRun;
  /** The file of the run, where this page still has it. */
  readonly file: File | null;
  readonly onAnother: () => void;
  readonly onStarted: (run: ImportRun, file: File) => void;
}

const columnFaults: readonly (FileFaultCode | undefined)[] = ['missing_columns', 'mapping_misfit'];

/** One import: how far it is, then what became of every row. */
export function RunResult({ run, file, onAnother, onStarted }: RunResultProps): JSX.Element {
  const { t, format } = useTexts();
  const queries = useQueryClient();
  const finished = run.state === 'done' || run.state === 'failed';
  useEffect(() => {
    if (!finished) return;
    void queries.invalidateQueries({ queryKey: importsKey });
    void queries.invalidateQueries({ queryKey: schoolsKey });
    void queries.invalidateQueries({ queryKey: mappingsKey });
  }, [finished, queries]);
  return (
    <section className="import-run" data-import-state={run.state}>
      <header>
        <h2>
          {t(`imports.state.${run.state}`)}: {run.fileName}
        </h2>
        <span>
          {t(`imports.kind.${run.kind}`)} · {format.dateTime(Date.parse(run.startedAt))}
        </span>
        <button type="button" className="quiet-button" onClick={onAnother}>
          {t('imports.another')}
        </button>
      </header>
      {!finished && <Progress run={run} />}
      {run.state === 'done' && run.mapping !== null && (
        <p className="import-mapping">
          {t(run.mapping.made ? 'imports.mapping.made' : 'imports.mapping.used', { name: run.mapping.name })}
        </p>
      )}
      {run.state === 'failed' && <FailedRun run={run} />}
      {columnFaults.includes(run.fault?.code) && <MappingEditor run={run} file={file} onStarted={onStarted} />}
      {finished && (run.state === 'done' || run.rowsDone > 0) && (
        <>
          <Counts run={run} />
          <Notes run={run} />
          <Rejects run={run} />
        </>
      )}
    </section>
  );
}
