import { describe, expect, it } from 'vitest';
import type { CameraAddress } from '@khue/domain/camera';
import { resolveCameraUrl } from './cameraUrl.ts';

const onvifOnly: CameraAddress = {
  onvifUrl: 'http://203.0.113.7:8000/onvif/device_service',
  rtspMainUrl: null,
  rtspSubUrl: null,
};
const both: CameraAddress = { ...onvifOnly, rtspMainUrl: 'rtsp://203.0.113.7:7554/main' };
const v6: CameraAddress = { ...onvifOnly, onvifUrl: 'https://[2001:db8::7]/onvif/device_service' };

describe('resolveCameraUrl', () => {
  it.each([
    'http://127.0.0.1/onvif/media?x=1',
    'http://0.0.0.0/onvif/media?x=1',
    'http://10.1.2.3/onvif/media?x=1',
    'http://169.254.169.254:80/onvif/media?x=1',
    'http://evil.example:2020/onvif/media?x=1',
    'https://[fe80::1]:443/onvif/media?x=1',
    'http://user:secret@10.1.2.3/onvif/media?x=1#part',
    '  http://10.1.2.3/onvif/media?x=1 http://[fe80::1]/onvif/media6 ',
    '/onvif/media?x=1',
    '//evil.example/onvif/media?x=1',
  ])('takes the path of %s and the host and port of the inventory', (named) => {
    expect(resolveCameraUrl(onvifOnly, named)).toBe('http://203.0.113.7:8000/onvif/media?x=1');
  });

  it('takes a port from the camera only where it is allowed to this camera', () => {
    const named = 'http://10.1.2.3:2020/onvif/media';
    expect(resolveCameraUrl(onvifOnly, named, new Set([2020]))).toBe('http://203.0.113.7:2020/onvif/media');
    expect(resolveCameraUrl(onvifOnly, named, new Set([2021]))).toBe('http://203.0.113.7:8000/onvif/media');
  });

  it('keeps IPv6 addresses of the inventory in brackets', () => {
    expect(resolveCameraUrl(v6, 'http://10.1.2.3/media')).toBe('https://[2001:db8::7]/media');
    expect(resolveCameraUrl(v6, 'rtsp://[fe80::1]:8554/live')).toBe('rtsp://[2001:db8::7]:8554/live');
  });

  it('gives streams the host and port of the registered RTSP address', () => {
    expect(resolveCameraUrl(both, 'rtsp://10.1.2.3:554/Streaming/101?a=1&b=2')).toBe(
      'rtsp://203.0.113.7:7554/Streaming/101?a=1&b=2',
    );
    expect(resolveCameraUrl(both, 'rtsp://10.1.2.3:9000/live', new Set([9000]))).toBe('rtsp://203.0.113.7:9000/live');
  });

  it('takes the RTSP port of a camera without a registered one, unless it is a privileged one', () => {
    const port = (named: string) => URL.parse(resolveCameraUrl(onvifOnly, named) ?? '')?.port;
    expect(['rtsp://a/x', 'rtsp://a:554/x', 'rtsp://a:8554/x', 'rtsp://a:22/x'].map(port)).toEqual([
      '554',
      '554',
      '8554',
      '554',
    ]);
  });

  it('drops accounts from stream addresses', () => {
    expect(resolveCameraUrl(onvifOnly, 'rtsp://admin:12345@10.0.0.1/live')).toBe('rtsp://203.0.113.7:554/live');
  });

  it('refuses what is no address of a service or a stream', () => {
    const refused = ['', ' ', 'file:///etc/passwd', 'ftp://10.0.0.1/', 'http://', `http://a/${'x'.repeat(3_000)}`];
    expect(refused.map((named) => resolveCameraUrl(onvifOnly, named))).toEqual(refused.map(() => null));
    const none: CameraAddress = { onvifUrl: null, rtspMainUrl: null, rtspSubUrl: null };
    expect(resolveCameraUrl(none, 'http://10.0.0.1/onvif')).toBeNull();
    expect(resolveCameraUrl(none, 'rtsp://10.0.0.1/live')).toBeNull();
  });
});
