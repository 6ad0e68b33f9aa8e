import { describe, expect, it } from 'vitest';
import { pictureAge } from '@khue/domain/video';
import type { FeedState } from '../cameraFeed.ts';
import { box, fullBox, u32 } from '../fmp4/boxes.ts';
import { mediaFragment } from '../fmp4/mediaFragment.ts';
import type { Fragment } from '../fragment.ts';
import { PictureFile } from './pictureFile.ts';

const now = 1_000_000;
const init = Buffer.concat([box('ftyp'), box('moov', box('mvex', fullBox('trex', 0, 0, u32(1, 1, 0, 0, 0))))]);
const playing: FeedState = {
  state: 'playing',
  reason: null,
  attempt: 0,
  codec: 'h264',
  mime: 'video/mp4; codecs="avc1.42C01E"',
  profile: 'sub',
};

function picture(index: number, arrivedAt: number): Fragment {
  const sample = { sequence: index + 1, decodeTime: index * 3_600, duration: 3_600, data: Buffer.from([index]) };
  const payload = mediaFragment({ ...sample, keyFrame: index === 0 });
  return { kind: 'media', keyFrame: index === 0, payload, arrivedAt };
}

/** A file of a camera whose last picture arrived so long ago. */
function fileOf(lastArrivedAt: number) {
  const ends: string[] = [];
  const sink = { begin: () => {}, write: () => {}, end: (reason: string) => void ends.push(reason) };
  const file = new PictureFile(sink, { title: '', comment: '', date: '' }, null);
  file.onState(playing);
  file.onFragment({ kind: 'init', keyFrame: false, payload: init, arrivedAt: 0 });
  file.onFragment(picture(0, lastArrivedAt - 40));
  file.onFragment(picture(1, lastArrivedAt));
  return { file, ends };
}

describe('a file of this moment', () => {
  it('is complete with the pictures that are there', () => {
    const { file, ends } = fileOf(now - pictureAge.lateMs + 1);
    file.settle(now);
    expect(ends).toEqual(['complete']);
  });

  it('waits for the next picture where the last one is late: a camera that stands still shows no present', () => {
    const { file, ends } = fileOf(now - pictureAge.lateMs);
    file.settle(now);
    expect(ends).toEqual([]);
    file.onFragment(picture(2, now + 40));
    expect([ends, file.span?.to]).toEqual([['complete'], now + 40]);
  });

  it('is none where the camera is lost while it waits', () => {
    const { file, ends } = fileOf(now - pictureAge.lateMs);
    file.settle(now);
    file.onState({ ...playing, state: 'lost', reason: 'stream_silent' });
    expect(ends).toEqual(['camera_lost']);
  });
});
