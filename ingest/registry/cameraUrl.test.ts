import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCameraUrl } from './cameraUrl.ts';

const rtsp = ['rtsp:'];

describe('addresses of cameras', () => {
  it('stay as they are where they carry no account', () => {
    const url = 'rtsp://10.1.2.3:554/Streaming/Channels/101?transportmode=unicast';
    expect(readCameraUrl(url, rtsp)).toEqual({ url, credentials: null });
  });

  it('give up an account that stands in them, decoded', () => {
    expect(readCameraUrl('rtsp://admin:a%40b@10.1.2.3/main', rtsp)).toEqual({
      url: 'rtsp://10.1.2.3/main',
      credentials: { username: 'admin', password: 'a@b' },
    });
  });

  it.each([
    'http://10.1.2.3/',
    'rtsps://10.1.2.3/main',
    'rtsp:///main',
    '10.1.2.3',
    'rtsp://a b/',
    'rtsp://admin:p#ss@10.1.2.3/',
    '',
  ])('are malformed: %j', (text) => {
    expect(readCameraUrl(text, rtsp)).toBe('malformed');
  });

  it.each([
    'rtsp://10.1.2.3/user=admin&password=secret&channel=1',
    'rtsp://10.1.2.3/live?pwd=secret',
    'rtsp://10.1.2.3/live;token=secret',
    'rtsp://admin:12#secret@10.1.2.3/main',
    'rtsp://admin:12/secret@10.1.2.3/main',
    'rtsp://admin:12?secret@10.1.2.3/main',
  ])('may hide an account where it cannot be taken out: %s', (text) => {
    expect(readCameraUrl(text, rtsp)).toBe('secret_parameter');
  });

  it('never come out with an account in front', () => {
    const part = fc.stringMatching(/^[!-~]{1,12}$/u);
    fc.assert(
      fc.property(part, part, (user, password) => {
        expect(readCameraUrl(`rtsp://${user}:${password}@10.0.0.1/x`, rtsp)).not.toHaveProperty(
          'url',
          expect.stringContaining('@'),
        );
      }),
    );
  });
});
