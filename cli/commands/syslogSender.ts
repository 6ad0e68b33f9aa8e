import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ConfigurationError } from '@khue/domain/environment';

const connectDeadlineMs = 10_000;
/** The receiver may read nothing for this long. */
const stallDeadlineMs = 30_000;

export interface SyslogTarget {
  readonly host: string;
  readonly port: number;
  /** TLS (RFC 5425): the receiver's certificate must be signed by `ca`, or by one this machine knows where it is null. */
  readonly tls: { readonly ca: string | null } | null;
}

/** Reads `host:port`, IPv6 in brackets. */
export function readTarget(text: string, tls: SyslogTarget['tls']): SyslogTarget {
  const [, bracketed, plain, port] = /^(?:\[([\da-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/u.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    throw new ConfigurationError(`--send cần dạng MÁY:CỔNG, ví dụ 10.0.0.5:6514. Đã nhận “${text}”.`);
  }
  return { host, port: Number(port), tls };
}

function open({ host, port, tls }: SyslogTarget): Socket {
  if (tls === null) return connectTcp({ host, port });
  // A certificate may name an address; the name that is asked for may not be one (RFC 6066).
  const name = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ host, port, ...name, ...(tls.ca !== null && { ca: tls.ca }) });
}

/**
 * Sends messages to a syslog receiver over one connection, each led by its length (octet counting, RFC 6587 3.4.1), as
 * fast as it reads. Returns how many; throws one sentence where it cannot be reached or stops reading.
 */
export async function sendSyslog(target: SyslogTarget, messages: AsyncIterable<string>): Promise<number> {
  const socket = open(target);
  const broken = new AbortController();
  socket.on('error', (cause) => broken.abort(cause));
  socket.once('close', () => broken.abort(new Error('the receiver closed the connection')));
  socket.resume();
  let sent = 0;
  try {
    const ready = target.tls === null ? 'connect' : 'secureConnect';
    await once(socket, ready, { signal: AbortSignal.any([broken.signal, AbortSignal.timeout(connectDeadlineMs)]) });
    for await (const message of messages) {
      broken.signal.throwIfAborted();
      const isRoom = socket.write(`${Buffer.byteLength(message)} ${message}`);
      if (!isRoom) {
        await once(socket, 'drain', { signal: AbortSignal.any([broken.signal, AbortSignal.timeout(stallDeadlineMs)]) });
      }
      sent += 1;
    }
    await new Promise<void>((done, failed) => {
      const deadline = AbortSignal.any([broken.signal, AbortSignal.timeout(stallDeadlineMs)]);
      deadline.addEventListener('abort', () => failed(deadline.reason), { once: true });
      socket.end(() => done());
    });
    return sent;
  } catch (error) {
    const why = broken.signal.aborted ? broken.signal.reason : error;
    const reason = why instanceof Error ? why.message : String(why);
    throw new ConfigurationError(
      `Không gửi được nhật ký tới ${target.host}:${target.port} (${reason}). Đã gửi ${sent} dòng; hãy gửi lại từ đầu khoảng.`,
      { cause: error },
    );
  } finally {
    socket.destroy();
  }
}
