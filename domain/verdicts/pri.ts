/** PRI: what is recorded beyond the picture. */
import { fail, type Judge, pass, unread, type Value } from './judging.ts';

const none: Value = { vi: 'không có', en: 'none' };

/** PRI-03: neither a profile nor the stream offers sound. One that does is enough to fail. */
const audio: Judge = ({ readings: { profiles, sample } }) => {
  const listed = profiles?.facts?.profiles ?? [];
  // No profile at all tells nothing of sound.
  const configured = listed.length === 0 ? null : listed.some(({ hasAudio }) => hasAudio);
  const offered = sample?.facts?.hasAudio ?? null;
  const read = [profiles, sample];
  if (configured === true || offered === true) {
    const where = [...(configured === true ? ['ONVIF'] : []), ...(offered === true ? ['RTSP'] : [])].join(', ');
    return fail('audio_offered', read, { vi: `có âm thanh: ${where}`, en: `audio: ${where}` });
  }
  if (configured === null) return unread(profiles);
  return offered === null ? unread(sample) : pass(read, none);
};

export const priJudges: Readonly<Record<string, Judge>> = { 'PRI-03': audio };
