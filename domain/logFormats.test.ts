import { describe, expect, it } from 'vitest';
import type { LogRow } from './log.ts';
import { logWriter, syslogMessage } from './logFormats.ts';

const row: LogRow = {
  number: 7,
  at: '2026-11-25T01:02:03.456Z',
  actorId: null,
  actorName: '=HYPERLINK("http://x")',
  action: 'session.refused',
  object: { kind: 'account', id: 'a-1', name: 'a "b" \\ ]\n<13>1 forged' },
  result: 'refused',
  address: '10.0.0.7',
  sessionId: null,
  details: { reason: 'x]"\\' },
  hash: 'ab'.repeat(32),
};

describe('a row of the log as CSV', () => {
  it('holds nothing that a spreadsheet takes for a formula', () => {
    const writer = logWriter('csv', 'en', 'host');
    expect(writer.begin.startsWith('\uFEFFNumber,Time (UTC),Who,')).toBe(true);
    expect(writer.row(row)).toContain(`7,2026-11-25T01:02:03.456Z,"'=HYPERLINK(""http://x"")",,session.refused,`);
  });
});

describe('a row of the log as a line of JSON', () => {
  it('is the row, whole', () => {
    const line = logWriter('jsonl', 'vi', 'host').row(row);
    expect(line.endsWith('}\n')).toBe(true);
    expect(JSON.parse(line)).toEqual(row);
  });
});

describe('a row of the log as syslog', () => {
  it('has the header of RFC 5424, its values escaped, on one line', () => {
    expect(syslogMessage(row, 'máy chủ')).toBe(
      String.raw`<108>1 2026-11-25T01:02:03.456Z m_y_ch_ khue - session.refused ` +
        String.raw`[khue@32473 number="7" actor="=HYPERLINK(\"http://x\")" objectKind="account" objectId="a-1" ` +
        String.raw`objectName="a \"b\" \\ \]` +
        String.raw`${'\uFFFD'}<13>1 forged" result="refused" address="10.0.0.7" ` +
        String.raw`details="{\"reason\":\"x\]\\\"\\\\\"}" hash="${row.hash}"] ` +
        `\uFEFF=HYPERLINK("http://x") session.refused account a "b" \\ ]\uFFFD<13>1 forged refused`,
    );
  });

  it.each([
    ['done', 110],
    ['refused', 108],
    ['failed', 107],
  ] as const)('tells by its priority that something was %s', (result, priority) => {
    expect(syslogMessage({ ...row, result }, 'host').startsWith(`<${priority}>1 `)).toBe(true);
  });
});
