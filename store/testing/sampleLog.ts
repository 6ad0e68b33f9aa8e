import type { LogEntry } from '@khue/domain/log';

/** Something worth the log; `changes` overrides. */
export function sampleEntry(changes: Partial<LogEntry> = {}): LogEntry {
  return {
    actorId: null,
    actorName: 'trucban',
    action: 'ticket.issued',
    object: { kind: 'camera', id: 'c-1', name: 'Cổng chính' },
    result: 'done',
    address: '10.0.0.7',
    sessionId: 's-1',
    details: { purpose: 'Trực ban theo ca', count: 3, isWall: false, note: null },
    ...changes,
  };
}
