import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageReader, type RtspReply } from './messageReader.ts';
import { interleaved } from './testing/rtpPacketiser.ts';

type Seen = { readonly channel: number; readonly hex: string } | { readonly status: number; readonly body: string };

function readInPieces(pieces: Iterable<Buffer>): Seen[] {
  const seen: Seen[] = [];
  const reader = new MessageReader({
    onReply: ({ status, body }) => seen.push({ status, body }),
    onFrame: (channel, bytes, from, to) => seen.push({ channel, hex: bytes.toString('hex', from, to) }),
  });
  for (const piece of pieces) {
    const volatile = Buffer.from(piece);
    reader.feed(volatile);
    volatile.fill(0xee);
  }
  return seen;
}

function headersOf(text: string): RtspReply['headers'] {
  const replies: RtspReply[] = [];
  new MessageReader({ onReply: (reply) => replies.push(reply), onFrame: () => undefined }).feed(Buffer.from(text));
  return replies[0]?.headers ?? new Map();
}

const reply = (status: number, body: string) =>
  Buffer.from(`RTSP/1.0 ${status} Whatever\r\nCSeq: 1\r\ncontent-LENGTH:${Buffer.byteLength(body)}\r\n\r\n${body}`);

const message = fc.oneof(
  fc
    .record({ channel: fc.integer({ min: 0, max: 255 }), bytes: fc.uint8Array({ maxLength: 3_000 }) })
    .map(({ channel, bytes }) => ({
      wire: interleaved(channel, bytes),
      seen: { channel, hex: Buffer.from(bytes).toString('hex') },
    })),
  fc
    .record({ status: fc.integer({ min: 200, max: 599 }), body: fc.string({ unit: 'grapheme', maxLength: 500 }) })
    .map(({ status, body }) => ({ wire: reply(status, body), seen: { status, body } })),
);

describe('MessageReader', () => {
  it('reads the same whatever pieces the bytes come in', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), pieces, (messages, sizes) => {
        const wire = Buffer.concat(messages.map((one) => one.wire));
        const cut: Buffer[] = [];
        for (let at = 0, turn = 0; at < wire.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          cut.push(wire.subarray(at, at + size));
          at += size;
        }
        expect(readInPieces(cut)).toEqual(messages.map(({ seen }) => seen));
      }),
      { numRuns: 300 },
    );
  });

  it('reads byte by byte, frames between replies, a request of the camera and stray line ends', () => {
    const wire = Buffer.concat([
      reply(200, 'one'),
      interleaved(0, Buffer.from('abc')),
      Buffer.from('\r\n'),
      Buffer.from('OPTIONS rtsp://x/ RTSP/1.0\nCSeq: 9\n\n'),
      interleaved(1, Buffer.alloc(0)),
      reply(404, ''),
    ]);
    const bytes = Array.from(wire, (byte) => Buffer.from([byte]));
    expect(readInPieces(bytes)).toEqual([
      { status: 200, body: 'one' },
      { channel: 0, hex: '616263' },
      { channel: 1, hex: '' },
      { status: 404, body: '' },
    ]);
  });

  it('gives headers by lower-case name, repeated ones in order', () => {
    const headers = headersOf('RTSP/1.0 401 No\r\nWWW-Authenticate: Basic x\r\nwww-authenticate:  Digest y \r\n\r\n');
    expect(headers.get('www-authenticate')).toEqual(['Basic x', 'Digest y']);
  });

  it.each([
    ['another protocol', ['HTTP/1.1 200 OK\r\n\r\n'], 'not RTSP'],
    [
      'a head without end',
      ['RTSP/1.0 200 OK\r\n', ...Array.from({ length: 70 }, () => `X: ${'x'.repeat(1_000)}\r\n`)],
      'over 65536',
    ],
    ['a line without end', Array.from({ length: 70 }, () => 'x'.repeat(1_000)), 'over 65536'],
    ['a body that is too long', ['RTSP/1.0 200 OK\r\nContent-Length: 65537\r\n\r\n'], 'over 65536'],
    ['a length that is none', ['RTSP/1.0 200 OK\r\nContent-Length: -5\r\n\r\n'], 'over 65536'],
  ])('refuses %s', (_name, pieces, sentence) => {
    expect(() => readInPieces(pieces.map((piece) => Buffer.from(piece)))).toThrow(sentence);
  });
});
