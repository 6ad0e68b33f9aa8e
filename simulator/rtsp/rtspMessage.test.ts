import { describe, expect, it } from 'vitest';
import { formatReply, interleavedChannels, RtspReader, RtspSyntaxError } from './rtspMessage.ts';

const options = 'OPTIONS rtsp://h/MP-001-C01/main RTSP/1.0\r\nCSeq: 1\r\nX-Thing:  a b \r\n\r\n';

function readAll(bytes: Buffer, pieceLength: number) {
  const reader = new RtspReader();
  const requests = [];
  for (let at = 0; at < bytes.length; at += pieceLength) {
    requests.push(...reader.push(bytes.subarray(at, at + pieceLength)));
  }
  return requests;
}

describe('the RTSP reader', () => {
  const report = Buffer.concat([Buffer.from([0x24, 1, 0, 8]), Buffer.from('\r\n\r\nOPTI')]);
  const withBody = 'SET_PARAMETER rtsp://h/x RTSP/1.0\r\nCSeq: 2\r\nContent-Length: 8\r\n\r\nOPTIONS\n';
  const stream = Buffer.concat([Buffer.from(options), report, Buffer.from(`${withBody}\r\n${options}`)]);

  it.each([1, 2, 7, 1000])('finds the same requests in pieces of %i bytes, between reports and bodies', (length) => {
    const requests = readAll(stream, length);
    expect(requests.map((request) => request.method)).toEqual(['OPTIONS', 'SET_PARAMETER', 'OPTIONS']);
    expect(requests[2]?.headers.get('x-thing')).toBe('a b');
  });

  it.each([
    'GET / HTTP/1.1\r\n\r\n',
    'OPTIONS * RTSP/1.0\r\nno colon\r\n\r\n',
    `OPTIONS * RTSP/1.0\r\n${'A: b\r\n'.repeat(65)}\r\n`,
    'OPTIONS * RTSP/1.0\r\nContent-Length: 999999\r\n\r\n',
    'OPTIONS * RTSP/1.0\r\nContent-Length: -1\r\n\r\n',
    `OPTIONS ${'x'.repeat(20_000)}`,
    '\u0016\u0003\u0001 not RTSP at all\r\n\r\n',
  ])('refuses what is no request or too much (%#)', (text) => {
    expect(() => new RtspReader().push(Buffer.from(text))).toThrow(RtspSyntaxError);
  });
});

describe('RTSP replies', () => {
  it('have a length with a body and lower-case names where the device writes so', () => {
    const reply = { status: 200, headers: [['Content-Base', 'rtsp://h/']], body: 'ấ' } as const;
    expect(formatReply(reply, '7', false)).toBe(
      'RTSP/1.0 200 OK\r\nCSeq: 7\r\nContent-Base: rtsp://h/\r\nContent-Length: 3\r\n\r\nấ',
    );
    expect(formatReply({ status: 461 }, '8', true)).toBe('RTSP/1.0 461 Unsupported Transport\r\ncseq: 8\r\n\r\n');
  });
});

describe('the transport that a client asks for', () => {
  it.each([
    ['RTP/AVP/TCP;unicast;interleaved=2-3', { rtp: 2, rtcp: 3 }],
    ['RTP/AVP;unicast;client_port=5000-5001,RTP/AVP/TCP;unicast', { rtp: 0, rtcp: 1 }],
    ['RTP/AVP;unicast;client_port=5000-5001', null],
    ['RTP/AVP/TCP;interleaved=300-301', null],
    ['', null],
  ])('%s', (transport, channels) => {
    expect(interleavedChannels(transport)).toEqual(channels);
  });
});
