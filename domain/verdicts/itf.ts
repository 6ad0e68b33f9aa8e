/** ITF: whether the camera is reached as ONVIF and RTSP say. */
import { z } from 'zod';
import { isRead, amount, fail, type Judge, pass, same, seconds, unread, type Value } from './judging.ts';

const withinSchema = z.object({ maxMs: z.number().positive() });
const profilesSchema = z.object({ profiles: z.array(z.string()).min(1) });
const codecsSchema = z.object({ codecs: z.array(z.string()).min(1) });
const subStreamSchema = z.object({
  minProfiles: z.int().positive(),
  maxWidth: z.number().positive(),
  maxHeight: z.number().positive(),
});

const none: Value = { vi: 'không có', en: 'none' };
const silent: Value = { vi: 'không trả lời', en: 'no answer' };

/** ITF-01: GetSystemDateAndTime, then GetServices. A camera that stays silent fails: that is what is asked. */
const reachable: Judge = ({ readings: { clock, services }, threshold }) => {
  if (clock === null || clock.outcome === 'address_refused') return unread(clock);
  const { maxMs } = withinSchema.parse(threshold);
  const read = [clock, services];
  if (clock.outcome === 'no_answer') return fail('no_answer', read, silent);
  if (!isRead(clock)) return unread(clock);
  if (services === null || (services.facts === null && services.outcome !== 'no_answer')) return unread(services);
  if (services.facts === null) return fail('no_answer', read, silent);
  const slowest = Math.max(clock.facts.durationMs, services.facts.durationMs);
  const value = amount(slowest / 1_000, 1, seconds);
  return slowest < maxMs ? pass(read, value) : fail('not_met', read, value);
};

const letters: Readonly<Record<string, string>> = { Streaming: 'S', T: 'T', G: 'G' };

/** ITF-02 */
const declaredProfile: Judge = ({ readings: { scopes }, threshold }) => {
  if (!isRead(scopes)) return unread(scopes);
  const { profiles } = profilesSchema.parse(threshold);
  const declared = scopes.facts.flatMap((scope) => {
    const name = /^onvif:\/\/www\.onvif\.org\/Profile\/(\w+)/u.exec(scope)?.[1];
    return name === undefined ? [] : [letters[name] ?? name];
  });
  const value = declared.length === 0 ? none : same([...new Set(declared)].join(', '));
  return declared.some((one) => profiles.includes(one)) ? pass([scopes], value) : fail('not_met', [scopes], value);
};

/** ITF-03 */
const playable: Judge = ({ readings: { sample }, threshold }) => {
  if (sample === null || sample.outcome === 'unauthorised' || sample.outcome === 'address_refused') {
    return unread(sample);
  }
  const { maxMs } = withinSchema.parse(threshold);
  if (sample.facts === null) {
    const { outcome } = sample;
    if (outcome === 'answered' || outcome === 'no_answer') return fail('no_answer', [sample], silent);
    return fail(outcome, [sample], none);
  }
  const { firstKeyFrameMs } = sample.facts;
  if (firstKeyFrameMs === null) return fail('no_key_frame', [sample], none);
  const value = amount(firstKeyFrameMs / 1_000, 1, seconds);
  return firstKeyFrameMs <= maxMs ? pass([sample], value) : fail('not_met', [sample], value);
};

const codecNames: Readonly<Record<string, string>> = { h264: 'H.264', h265: 'H.265' };

/** ITF-04: what the stream is, not what the configuration says. */
const codec: Judge = ({ readings: { sample }, threshold }) => {
  if (!isRead(sample)) return unread(sample);
  const { codecs } = codecsSchema.parse(threshold);
  const name = sample.facts.codec;
  if (name === null) return fail('not_met', [sample], none);
  const value = same(codecNames[name] ?? name);
  return codecs.includes(name) ? pass([sample], value) : fail('not_met', [sample], value);
};

/** ITF-05 */
const subStream: Judge = ({ readings: { profiles }, threshold }) => {
  if (!isRead(profiles)) return unread(profiles);
  const { minProfiles, maxWidth, maxHeight } = subStreamSchema.parse(threshold);
  const all = profiles.facts.profiles;
  const sizes = all.map(({ width, height }) => (width === null || height === null ? '?' : `${width}x${height}`));
  const value = all.length === 0 ? none : same(sizes.join(', ').slice(0, 200));
  const fits = all.some(
    ({ width, height }) => width !== null && height !== null && width <= maxWidth && height <= maxHeight,
  );
  if (all.length >= minProfiles && fits) return pass([profiles], value);
  const undecided = all.length >= minProfiles && all.some(({ width, height }) => width === null || height === null);
  return undecided ? unread(profiles) : fail('not_met', [profiles], value);
};

export const itfJudges: Readonly<Record<string, Judge>> = {
  'ITF-01': reachable,
  'ITF-02': declaredProfile,
  'ITF-03': playable,
  'ITF-04': codec,
  'ITF-05': subStream,
};
