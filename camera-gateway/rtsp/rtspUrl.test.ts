import { describe, expect, it } from 'vitest';
import { parseRtspUrl } from './rtspUrl.ts';

describe('RTSP address', () => {
  it('has port 554 where none is named', () => {
    expect(parseRtspUrl('rtsp://10.0.0.5/live?a=1&b=2')).toEqual({
      host: '10.0.0.5',
      port: 554,
      requestUrl: 'rtsp://10.0.0.5/live?a=1&b=2',
    });
  });

  it('may be IPv6', () => {
    expect(parseRtspUrl('rtsp://[2001:db8::5]:8554/x')).toMatchObject({ host: '2001:db8::5', port: 8554 });
  });

  it('never carries an account into a request', () => {
    expect(parseRtspUrl('rtsp://admin:secret@cam:8554/x#top').requestUrl).toBe('rtsp://cam:8554/x');
  });

  it.each(['http://cam/x', 'rtsps://cam/x', 'rtsp:///x', 'cam', ''])('refuses %j without repeating it', (url) => {
    expect(() => parseRtspUrl(url)).toThrow('the address is not an rtsp: URL');
  });
});
