/** The log as files for other programs: CSV, JSON lines, syslog. */
import { csvLine, csvMark } from './csv.ts';
import type { Locale } from './errors.ts';
import type { LogFormat, LogRow } from './log.ts';

const csvHeaders: Readonly<Record<Locale, readonly string[]>> = {
  vi: [
    'Số',
    'Thời điểm (UTC)',
    'Người',
    'Mã tài khoản',
    'Hành động',
    'Loại đối tượng',
    'Mã đối tượng',
    'Tên đối tượng',
    'Kết quả',
    'Địa chỉ',
    'Phiên',
    'Chi tiết',
    'Mã băm',
  ],
  en: [
    'Number',
    'Time (UTC)',
    'Who',
    'Account id',
    'Action',
    'Object kind',
    'Object id',
    'Object name',
    'Result',
    'Address',
    'Session',
    'Details',
    'Hash',
  ],
};

function csvRow(row: LogRow): string {
  const { object } = row;
  return csvLine([
    String(row.number),
    row.at,
    row.actorName,
    row.actorId ?? '',
    row.action,
    object?.kind ?? '',
    object?.id ?? '',
    object?.name ?? '',
    row.result,
    row.address ?? '',
    row.sessionId ?? '',
    JSON.stringify(row.details),
    row.hash,
  ]);
}

/** Facility 13 (log audit) and severity (RFC 5424, 6.2.1): informational, warning, error. */
const priorities = { done: 13 * 8 + 6, refused: 13 * 8 + 4, failed: 13 * 8 + 3 } as const;

/**
 * Enterprise numbers are assigned by IANA; 32473 is the one that is kept for examples and belongs to nobody (RFC 5612).
 */
const elementId = 'khue@32473';

/** Control characters would break a line or a terminal; JSON lines have them as they are. */
function withoutControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, '\uFFFD');
}

/** PARAM-VALUE: quotation mark, backslash and closing bracket are escaped (RFC 5424, 6.3.3). */
function paramValue(text: string): string {
  return withoutControls(text).replaceAll(/["\\\]]/gu, String.raw`\$&`);
}

/** A header field: printable ASCII without spaces, `-` where there is nothing. */
function headerField(text: string, most: number): string {
  return text.replaceAll(/[^\u0021-\u007E]/gu, '_').slice(0, most) || '-';
}

/** One row as a syslog message (RFC 5424), without a line end. `host`: name of this machine. */
export function syslogMessage(row: LogRow, host: string): string {
  const { object } = row;
  const fields: readonly (readonly [string, string | null])[] = [
    ['number', String(row.number)],
    ['actor', row.actorName],
    ['actorId', row.actorId],
    ['objectKind', object?.kind ?? null],
    ['objectId', object?.id ?? null],
    ['objectName', object?.name ?? null],
    ['result', row.result],
    ['address', row.address],
    ['session', row.sessionId],
    ['details', JSON.stringify(row.details)],
    ['hash', row.hash],
  ];
  const params = fields.flatMap(([name, value]) => (value === null ? [] : [`${name}="${paramValue(value)}"`]));
  const header = [
    `<${priorities[row.result]}>1`,
    row.at,
    headerField(host, 255),
    'khue',
    '-',
    headerField(row.action, 32),
    `[${elementId} ${params.join(' ')}]`,
  ];
  const words = [
    row.actorName,
    row.action,
    object === null ? '' : `${object.kind} ${object.name || object.id}`,
    row.result,
  ];
  return `${header.join(' ')} \uFEFF${withoutControls(words.filter((word) => word !== '').join(' '))}`;
}

/** How a file in a format is made: what comes first, and each row. */
export interface LogWriter {
  readonly contentType: string;
  readonly extension: string;
  readonly begin: string;
  row(row: LogRow): string;
}

export function logWriter(format: LogFormat, locale: Locale, host: string): LogWriter {
  switch (format) {
    case 'csv': {
      const begin = csvMark + csvLine(csvHeaders[locale]);
      return { contentType: 'text/csv; charset=utf-8', extension: 'csv', begin, row: csvRow };
    }
    case 'jsonl': {
      const contentType = 'application/jsonl; charset=utf-8';
      return { contentType, extension: 'jsonl', begin: '', row: (row) => `${JSON.stringify(row)}\n` };
    }
    case 'syslog': {
      const contentType = 'text/plain; charset=utf-8';
      return { contentType, extension: 'log', begin: '', row: (row) => `${syslogMessage(row, host)}\n` };
    }
    default:
      return format satisfies never;
  }
}
