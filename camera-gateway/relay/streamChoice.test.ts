import { describe, expect, it } from 'vitest';
import type { Codec } from '@khue/domain/camera';
import type { CameraEndpoint } from '@khue/store/store';
import { streamCandidates } from './streamChoice.ts';
import { endpointOf } from './testing/endpoint.ts';

function described(main: Codec | null, sub: Codec | null): CameraEndpoint {
  return endpointOf({
    main: 'rtsp://192.0.2.1/main',
    sub: 'rtsp://192.0.2.1/sub',
    codecs: { main, sub },
  });
}

function order(endpoint: CameraEndpoint, asked: 'main' | 'sub', seen = {}): string[] {
  return streamCandidates(endpoint, asked, seen).map((stream) => stream.profile);
}

describe('choice of a stream', () => {
  it('takes the stream that was asked for', () => {
    expect(order(described('h264', 'h264'), 'sub')).toEqual(['sub', 'main']);
  });

  it('takes the other stream when the one asked for is H.265', () => {
    expect(order(described('h265', 'h264'), 'main')).toEqual(['sub', 'main']);
  });

  it('keeps to what was asked for when both are H.265', () => {
    expect(order(described('h265', 'h265'), 'main')).toEqual(['main', 'sub']);
  });

  it('believes the wire more than the description', () => {
    expect(order(described('h264', 'h264'), 'main', { main: 'h265' })).toEqual(['sub', 'main']);
  });

  it('takes the only stream there is', () => {
    expect(order(endpointOf({ main: 'rtsp://192.0.2.1/main', sub: null }), 'sub')).toEqual(['main']);
  });

  it('falls back to the address in the description', () => {
    const endpoint = endpointOf({ main: null, sub: null, codecs: { main: 'h264', sub: null } });
    expect(streamCandidates(endpoint, 'main')[0]?.url).toBe('rtsp://192.0.2.9/main');
  });

  it('finds nothing where no address is known', () => {
    expect(streamCandidates(endpointOf({ main: null, sub: null }), 'main')).toEqual([]);
  });
});
