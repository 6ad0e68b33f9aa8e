import { describe, expect, it } from 'vitest';
import { parseSdp, resolveControl } from './sdp.ts';

const camera = [
  'v=0',
  'o=- 1 1 IN IP4 192.168.1.64',
  's=Media Presentation',
  'a=control:rtsp://192.168.1.64/Streaming/Channels/101/',
  'm=audio 0 RTP/AVP 8',
  'a=rtpmap:8 PCMA/8000',
  'a=control:trackID=2',
  'm=video 0 RTP/AVP 96',
  'a=Rtpmap:96 h264/90000',
  'a=fmtp:96 profile-level-id=640028; packetization-mode=1;Sprop-Parameter-Sets=Z2QAKKzZQHgCJ+XARAAAAwAEAAADAMg8YMZY,aOvjyyLA',
  'a=x-dimensions:1920,1080',
  'a=framerate:25.000000',
  'a=control:trackID=1',
  'm=application 0 RTP/AVP 107',
  'a=rtpmap:107 vnd.onvif.metadata/90000',
  'a=control:trackID=3',
].join('\r\n');

describe('session description', () => {
  it('finds the video among several medias, whatever the case of names', () => {
    const { video, control } = parseSdp(camera);
    expect(control).toBe('rtsp://192.168.1.64/Streaming/Channels/101/');
    expect(video).toMatchObject({
      codec: 'h264',
      payloadType: 96,
      clockRate: 90_000,
      control: 'trackID=1',
      frameRate: 25,
      dimensions: { width: 1920, height: 1080 },
    });
    expect(video?.parameterSets.map((set) => (set[0] ?? 0) & 0x1f)).toEqual([7, 8]);
  });

  it('reads the three sets of H.265 in the order decoders want, whatever order they stand in', () => {
    const text =
      'm=video 0 RTP/AVP 97\na=rtpmap:97 H265/90000\na=fmtp:97 sprop-pps=RAHA; sprop-sps=QgEB; sprop-vps=QAEM';
    const { video } = parseSdp(text);
    expect(video?.codec).toBe('h265');
    expect(video?.parameterSets.map((set) => ((set[0] ?? 0) >> 1) & 0x3f)).toEqual([32, 33, 34]);
  });

  it('passes over video it cannot play for video it can', () => {
    const text =
      'm=video 0 RTP/AVP 26\na=control:jpeg\nm=video 0 RTP/AVP 26 98\na=rtpmap:98 H264/90000\na=control:h264';
    expect(parseSdp(text).video).toMatchObject({
      payloadType: 98,
      control: 'h264',
      parameterSets: [],
      frameRate: null,
    });
  });

  it.each(['', 'm=video', 'm=video 0 RTP/AVP 26', 'a=rtpmap:96 H264/90000', '\0\uffff'])(
    'finds no video in %j',
    (text) => {
      expect(parseSdp(text).video).toBeNull();
    },
  );
});

describe('control addresses', () => {
  it.each([
    [null, 'rtsp://cam/a', 'rtsp://cam/a'],
    ['*', 'rtsp://cam/a/', 'rtsp://cam/a/'],
    ['trackID=1', 'rtsp://cam/a/', 'rtsp://cam/a/trackID=1'],
    ['trackID=1', 'rtsp://cam/a', 'rtsp://cam/a/trackID=1'],
    [
      'trackID=0',
      'rtsp://cam/cam/realmonitor?channel=1&subtype=0',
      'rtsp://cam/cam/realmonitor?channel=1&subtype=0/trackID=0',
    ],
    ['RTSP://192.168.1.2/x', 'rtsp://cam/a', 'RTSP://192.168.1.2/x'],
    ['x HTTP/1.1', 'rtsp://cam/a', 'rtsp://cam/a'],
  ])('resolves %j against %s', (control, base, expected) => {
    expect(resolveControl(control, base)).toBe(expected);
  });
});
