import type { Clock } from '@khue/domain/clock';
import type { LogEntry } from '@khue/domain/log';
import type { TicketClaims } from '@khue/domain/ticket';
import type { GatewayLog } from '../gatewayLog.ts';
import type { ExportResult } from './exports/runningExport.ts';
import type { Redeemed, RedeemRefusal } from './ticketDesk.ts';

/** A look that is going on. */
export interface OpenView {
  /** Writes it down, once: why it ended, e.g. `left`, `revoked`, `camera_removed`, `shutdown`. */
  end(reason: string): void;
}

/** Refused tickets that are written down in a minute; the rest is counted. */
const refusalsPerMinute = 20;
const minuteMs = 60_000;
/** A look that goes on for so long is written down so far: a process that dies tells nothing more. */
const longestPartMs = 3_600_000;

function entryOf(claims: TicketClaims, cameraCode: string): Omit<LogEntry, 'action' | 'result' | 'details'> {
  return {
    actorId: claims.accountId,
    actorName: claims.accountName,
    object: { kind: 'camera', id: claims.cameraId, name: cameraCode },
    address: claims.address,
    sessionId: claims.sessionId,
  };
}

/** Writes down who looked through which camera from when to when, and which tickets were refused. */
export class ViewLog {
  readonly #log: Pick<GatewayLog, 'note'>;
  readonly #clock: Clock;
  #minuteEndsAt = 0;
  #refusedInMinute = 0;

  constructor(log: Pick<GatewayLog, 'note'>, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** A look begins. */
  begin({ claims, camera }: Redeemed): OpenView {
    let from = this.#clock.now();
    let ended = false;
    const note = (reason: string): void => {
      const to = this.#clock.now();
      this.#noteView(claims, camera.code, { from, to, reason });
      from = to;
    };
    const parts = setInterval(() => note('continues'), longestPartMs);
    parts.unref();
    return {
      end: (reason) => {
        if (ended) return;
        ended = true;
        clearInterval(parts);
        note(reason);
      },
    };
  }

  /** Pictures left as a file, or were to: from when to when they are, how many bytes, and how it ended. */
  exported({ claims, camera }: Redeemed, { ended, bytes, span }: ExportResult): void {
    const { purposeId, purpose, note, profile, zone, grantId, ticketId, seconds } = claims;
    const when =
      span === null || bytes === 0
        ? {}
        : { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() };
    const asked = seconds === null ? {} : { seconds };
    this.#log.note({
      ...entryOf(claims, camera.code),
      action: claims.kind === 'snapshot' ? 'camera.snapshot' : 'camera.export',
      result: bytes > 0 ? 'done' : 'failed',
      details: { purpose, purposeId, note, ...when, ...asked, bytes, profile, zone, grantId, ticketId, ended },
    });
  }

  /** A ticket was refused. Whoever sends bad ones without end fills the log no further. */
  refused(reason: RedeemRefusal, claims: TicketClaims | null): void {
    const now = this.#clock.now();
    const over = Math.max(0, this.#refusedInMinute - refusalsPerMinute);
    const isNewMinute = now >= this.#minuteEndsAt;
    if (isNewMinute) {
      this.#minuteEndsAt = now + minuteMs;
      this.#refusedInMinute = 0;
    }
    this.#refusedInMinute += 1;
    if (this.#refusedInMinute > refusalsPerMinute) return;
    const who = claims === null ? stranger : entryOf(claims, '');
    const details = { reason, ...(claims !== null && { ticketId: claims.ticketId }) };
    const notWritten = isNewMinute && over > 0 ? { notWritten: over } : {};
    this.#log.note({ ...who, action: 'ticket.refused', result: 'refused', details: { ...details, ...notWritten } });
  }

  #noteView(
    claims: TicketClaims,
    cameraCode: string,
    { from, to, reason }: { readonly from: number; readonly to: number; readonly reason: string },
  ): void {
    const { purposeId, purpose, note, profile, zone, grantId, ticketId, wall } = claims;
    const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    const details = { purpose, purposeId, note, profile, zone, grantId, ticketId, wall, ended: reason };
    this.#log.note({
      ...entryOf(claims, cameraCode),
      action: 'camera.viewed',
      result: 'done',
      details: { ...span, seconds: Math.round((to - from) / 1_000), ...details },
    });
  }
}

const stranger = { actorId: null, actorName: '', object: null, address: null, sessionId: null };
