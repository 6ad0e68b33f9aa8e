import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTarget, sendSyslog } from './syslogSender.ts';

/** Messages of a stream in octet counting; throws where a length does not fit. */
function unframed(stream: Buffer): string[] {
  const messages: string[] = [];
  for (let at = 0; at < stream.length; ) {
    const space = stream.indexOf(' ', at);
    const length = Number(stream.subarray(at, space).toString());
    if (!Number.isInteger(length) || space < 0) throw new Error(`no length at ${at}`);
    messages.push(stream.subarray(space + 1, space + 1 + length).toString());
    at = space + 1 + length;
  }
  return messages;
}

async function* lines(count: number, text: string): AsyncGenerator<string> {
  for (let i = 0; i < count; i += 1) yield `${i} ${text}`;
}

describe('the log sent as syslog', () => {
  let server: Server;
  let received: Promise<Buffer>;
  let target: string;

  beforeEach(async () => {
    server = createServer();
    received = new Promise((done) => {
      server.once('connection', (socket) => {
        const parts: Buffer[] = [];
        socket.on('data', (part: Buffer) => parts.push(part));
        socket.on('end', () => done(Buffer.concat(parts)));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
    target = `127.0.0.1:${address.port}`;
  });

  afterEach(() => server.close());

  it('arrives whole, each message led by its length in bytes', async () => {
    const sent = await sendSyslog(readTarget(target, null), lines(5_000, 'Trường tiểu học\nhai dòng'));
    expect(sent).toBe(5_000);
    const messages = unframed(await received);
    expect(messages).toHaveLength(5_000);
    expect(messages[4_999]).toBe('4999 Trường tiểu học\nhai dòng');
  });

  it('tells in one sentence that nobody listens', async () => {
    server.close();
    await once(server, 'close');
    await expect(sendSyslog(readTarget(target, null), lines(1, 'x'))).rejects.toThrow(
      /Không gửi được nhật ký tới 127\.0\.0\.1/u,
    );
  });

  it('does not send to somebody who cannot prove who he is', async () => {
    await expect(sendSyslog(readTarget(target, { ca: null }), lines(1, 'x'))).rejects.toThrow(/Không gửi được/u);
  }, 20_000);

  it.each(['', 'host', 'host:0', 'host:99999', ':514', 'a b:514'])('is not sent to “%s”', (text) => {
    expect(() => readTarget(text, null)).toThrow('--send cần dạng');
  });

  it('reads an IPv6 address in brackets', () => {
    expect(readTarget('[::1]:6514', null)).toEqual({ host: '::1', port: 6_514, tls: null });
  });
});
