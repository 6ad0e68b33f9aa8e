import type { PictureSource } from '../picture/pictureSource.ts';

export const payloadType = 96;
export const trackName = 'trackID=1';

/** G.711; offered, and never sent: nobody asks for it. */
const audio = ['m=audio 0 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000', 'a=control:trackID=2'];

/** What DESCRIBE says (RFC 8866; fmtp: RFC 6184 §8.1 and RFC 7798 §7.1). */
export function sessionDescription(source: PictureSource, name: string, control: string, hasAudio = false): string {
  return [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    `s=${name}`,
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'a=control:*',
    'a=range:npt=now-',
    `m=video 0 RTP/AVP ${payloadType}`,
    `a=rtpmap:${payloadType} ${source.codec === 'h264' ? 'H264' : 'H265'}/90000`,
    `a=fmtp:${payloadType} ${formatParameters(source)}`,
    `a=framerate:${source.frameRate}`,
    `a=control:${control}`,
    ...(hasAudio ? audio : []),
    '',
  ].join('\r\n');
}

function formatParameters(source: PictureSource): string {
  const sets = source.parameterSets.map((set) => Buffer.from(set).toString('base64'));
  if (source.codec === 'h265') return `sprop-vps=${sets[0]};sprop-sps=${sets[1]};sprop-pps=${sets[2]}`;
  const profileLevel = Buffer.from(source.parameterSets[0]?.subarray(1, 4) ?? []).toString('hex');
  return `packetization-mode=1;profile-level-id=${profileLevel};sprop-parameter-sets=${sets.join(',')}`;
}
