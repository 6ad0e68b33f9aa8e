import type { LogRow } from '@khue/domain/log';
import { Fragment, type JSX, useState } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { actionKey, factKey, kindKey, orderedFacts, valueWords } from './logWords.ts';

function Action({ action }: { readonly action: string }): JSX.Element {
  const { t } = useTexts();
  const key = actionKey(action);
  return key === null ? <code lang="en">{action}</code> : <span title={action}>{t(key)}</span>;
}

function Thing({ object }: Pick<LogRow, 'object'>): JSX.Element | null {
  const { t } = useTexts();
  if (object === null) return null;
  const key = kindKey(object.kind);
  return (
    <>
      <span className="log-kind">{key === null ? object.kind : t(key)}</span>{' '}
      {object.kind === 'zone' ? <Value name="zone" value={object.id} /> : object.name === '' ? object.id : object.name}
    </>
  );
}

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/u;

/** A value in the reader's words where it has some; moments in the city's time; what somebody wrote as it was written. */
function Value({ name, value }: { readonly name: string; readonly value: unknown }): JSX.Element {
  const { t, format } = useTexts();
  if (value === null) return <>–</>;
  if (typeof value === 'boolean') return <>{t(value ? 'log.yes' : 'log.no')}</>;
  if (typeof value === 'number' && name === 'bytes') return <>{format.bytes(value)}</>;
  if (typeof value !== 'string') return <>{JSON.stringify(value)}</>;
  if (moment.test(value)) return <time dateTime={value}>{format.dateTime(Date.parse(value))}</time>;
  const words = valueWords(name, value);
  return <span title={value}>{words.map((word) => ('key' in word ? t(word.key) : word.text)).join('; ')}</span>;
}

function FactName({ name }: { readonly name: string }): JSX.Element {
  const { t } = useTexts();
  const key = factKey(name);
  return key === null ? <code lang="en">{name}</code> : <span title={name}>{t(key)}</span>;
}

function Detail({ row }: { readonly row: LogRow }): JSX.Element {
  const { t } = useTexts();
  const known: readonly (readonly [string, string | null])[] = [
    [t('log.detail.accountId'), row.actorId],
    [t('log.detail.address'), row.address],
    [t('log.detail.sessionId'), row.sessionId],
    [t('log.detail.objectId'), row.object?.id ?? null],
    [t('log.detail.hash'), row.hash],
  ];
  return (
    <dl className="log-detail">
      {orderedFacts(row.details).map(([name, value]) => (
        <div key={`detail-${name}`}>
          <dt>
            <FactName name={name} />
          </dt>
          <dd>
            <Value name={name} value={value} />
          </dd>
        </div>
      ))}
      {known.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

interface LogTableProps {
  readonly rows: readonly LogRow[];
  /** Another page is on its way. */
  readonly isOld: boolean;
}

/** One page of rows; each opens to show where it came from and its hash. */
export function LogTable({ rows, isOld }: LogTableProps): JSX.Element {
  const { t, format } = useTexts();
  const [open, setOpen] = useState<number | null>(null);
  if (rows.length === 0) {
    return (
      <div className="notice">
        <h2>{t('log.empty.title')}</h2>
        <p>{t('log.empty.body')}</p>
      </div>
    );
  }
  return (
    <table className="log-table" aria-busy={isOld}>
      <thead>
        <tr>
          {(['number', 'at', 'actor', 'action', 'object', 'result'] as const).map((name) => (
            <th key={name} scope="col" className={name === 'number' ? 'numeric' : undefined}>
              {t(`log.table.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Fragment key={row.number}>
            <tr className={`log-${row.result}`}>
              <td className="numeric">
                <button
                  type="button"
                  className="log-open"
                  aria-expanded={open === row.number}
                  aria-label={t('log.table.more', { number: format.number(row.number) })}
                  onClick={() => setOpen(open === row.number ? null : row.number)}
                >
                  {format.number(row.number)}
                  <svg viewBox="0 0 16 16" aria-hidden="true">
                    <path d="m5 6 3 3.500L11 6" />
                  </svg>
                </button>
              </td>
              <td className="log-at">
                <time dateTime={row.at}>{format.dateTime(Date.parse(row.at))}</time>
              </td>
              <td>{row.actorName}</td>
              <td>
                <Action action={row.action} />
              </td>
              <td>
                <Thing object={row.object} />
              </td>
              <td className="log-result">{t(`log.result.${row.result}`)}</td>
            </tr>
            {open === row.number && (
              <tr className="log-opened">
                <td colSpan={6}>
                  <Detail row={row} />
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}
