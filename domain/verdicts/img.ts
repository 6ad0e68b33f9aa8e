/** IMG: the picture, measured on the stream where that can be. */
import { z } from 'zod';
import type { SampleFacts } from '../auditReadings.ts';
import { cameraZoneSchema } from '../camera.ts';
import {
  isRead,
  amount,
  fail,
  type Judge,
  notApplicable,
  pass,
  same,
  seconds,
  unknown,
  unread,
  type Value,
} from './judging.ts';

const sizeSchema = z.object({ minWidth: z.number().positive(), minHeight: z.number().positive() });
const rateSchema = z.object({
  minFps: z.number().positive(),
  minFpsByZone: z.partialRecord(cameraZoneSchema, z.number().positive()),
  minSampleS: z.number().positive(),
  toleranceRatio: z.number().min(0).max(0.5),
});
const bitrateSchema = z.object({ minMbps: z.number(), maxMbps: z.number() });
const keyFrameSchema = z.object({ maxS: z.number().positive(), toleranceS: z.number().min(0) });
const modesSchema = z.object({ modes: z.array(z.string()).min(1) });
const zonesSchema = z.object({ zones: z.array(cameraZoneSchema) });

const fps: Value = { vi: 'hình/giây', en: 'fps' };
const mbps: Value = { vi: 'Mbit/giây', en: 'Mbit/s' };
/** Shorter than asked for by no more than this, s, a sample still counts as long enough. */
const sampleSlackS = 0.5;

/** IMG-01: of the stream; a configuration is only a claim. */
const resolution: Judge = ({ readings: { sample }, threshold }) => {
  if (!isRead(sample)) return unread(sample);
  const { minWidth, minHeight } = sizeSchema.parse(threshold);
  const { width, height } = sample.facts;
  if (width === null || height === null) return unknown('bad_reply', [sample]);
  const value = same(`${width}x${height}`);
  return width >= minWidth && height >= minHeight ? pass([sample], value) : fail('not_met', [sample], value);
};

/** Pictures per second: n pictures span n - 1 intervals. */
export function measuredFps({ frames, seconds: span }: Pick<SampleFacts, 'frames' | 'seconds'>): number | null {
  return frames < 2 || span <= 0 ? null : (frames - 1) / span;
}

/** IMG-02 */
const frameRate: Judge = ({ readings: { sample, profiles }, threshold, zone }) => {
  if (!isRead(sample)) return unread(sample);
  const { minFps, minFpsByZone, minSampleS, toleranceRatio } = rateSchema.parse(threshold);
  const read = [sample, profiles];
  const measured = measuredFps(sample.facts);
  if (measured === null) return unknown('no_key_frame', read);
  if (sample.facts.seconds < minSampleS - sampleSlackS) {
    return unknown('sample_short', read, { seconds: Math.round(sample.facts.seconds), needed: minSampleS });
  }
  const value = amount(measured, 1, fps);
  const least = minFpsByZone[zone] ?? minFps;
  return measured >= least * (1 - toleranceRatio) ? pass(read, value) : fail('not_met', read, value, { least });
};

/** IMG-03 */
const bitrate: Judge = ({ readings: { sample }, threshold }) => {
  if (!isRead(sample)) return unread(sample);
  const { minMbps, maxMbps } = bitrateSchema.parse(threshold);
  if (sample.facts.seconds <= 0) return unknown('no_key_frame', [sample]);
  const measured = (sample.facts.bytes * 8) / sample.facts.seconds / 1_000_000;
  const value = amount(measured, 2, mbps);
  return measured >= minMbps && measured <= maxMbps ? pass([sample], value) : fail('not_met', [sample], value);
};

/** IMG-04 */
const keyFrames: Judge = ({ readings: { sample }, threshold }) => {
  if (!isRead(sample)) return unread(sample);
  const { maxS, toleranceS } = keyFrameSchema.parse(threshold);
  const { longestKeyFrameS, seconds: span } = sample.facts;
  if (longestKeyFrameS === null || span <= maxS + toleranceS) return unknown('no_key_frame', [sample]);
  const value = amount(longestKeyFrameS, 1, seconds);
  return longestKeyFrameS <= maxS + toleranceS ? pass([sample], value) : fail('not_met', [sample], value);
};

/** IMG-05 */
const dayAndNight: Judge = ({ readings: { imaging }, threshold }) => {
  if (!isRead(imaging)) return unread(imaging);
  const { modes } = modesSchema.parse(threshold);
  const { irCutFilter } = imaging.facts;
  if (irCutFilter === null) return unknown('not_offered', [imaging]);
  const value = same(irCutFilter);
  return modes.includes(irCutFilter) ? pass([imaging], value) : fail('not_met', [imaging], value);
};

/** IMG-06 */
const wideDynamicRange: Judge = ({ readings: { imaging }, threshold, zone }) => {
  const { zones } = zonesSchema.parse(threshold);
  if (!zones.includes(zone)) return notApplicable('other_zone');
  if (!isRead(imaging)) return unread(imaging);
  const mode = imaging.facts.wideDynamicRange;
  if (mode === null) return unknown('not_offered', [imaging]);
  return mode === 'ON' ? pass([imaging], same(mode)) : fail('not_met', [imaging], same(mode));
};

/** IMG-08 */
const dateOnPicture: Judge = ({ readings: { overlay } }) => {
  if (!isRead(overlay)) return unread(overlay);
  const { showsDateAndTime } = overlay.facts;
  if (showsDateAndTime) return pass([overlay], { vi: 'có', en: 'present' });
  return fail('not_met', [overlay], { vi: 'không có', en: 'none' });
};

export const imgJudges: Readonly<Record<string, Judge>> = {
  'IMG-01': resolution,
  'IMG-02': frameRate,
  'IMG-03': bitrate,
  'IMG-04': keyFrames,
  'IMG-05': dayAndNight,
  'IMG-06': wideDynamicRange,
  'IMG-08': dateOnPicture,
};
