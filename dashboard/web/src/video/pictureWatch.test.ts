import { describe, expect, it } from 'vitest';
import { createPictureWatch, type PictureView, type Sighting } from './pictureWatch.ts';

const start = 1_000_000;

function at(ms: number, known: Partial<Sighting> = {}): Sighting {
  return {
    now: start + ms,
    channel: 'playing',
    frameArrivedAt: start + ms - 200,
    fragmentArrivedAt: start + ms - 100,
    pictureChangedAt: start + ms - 500,
    ...known,
  };
}

/** Sightings four times a second of a stream whose last picture came at `lastMs`. */
function silentFrom(lastMs: number, untilMs: number): PictureView[] {
  const watch = createPictureWatch(start);
  const views: PictureView[] = [];
  for (let ms = 0; ms <= untilMs; ms += 250) {
    const last = start + Math.min(ms, lastMs);
    views.push(watch.see(at(ms, { frameArrivedAt: last, fragmentArrivedAt: last, pictureChangedAt: last })));
  }
  return views;
}

describe('state of a picture', () => {
  it('is connecting until the first frame is decoded', () => {
    const watch = createPictureWatch(start);
    expect(watch.see(at(500, { frameArrivedAt: null, pictureChangedAt: null })).state).toBe('connecting');
  });

  it('is live as soon as a fresh frame is decoded', () => {
    expect(createPictureWatch(start).see(at(800))).toMatchObject({ state: 'live', ageMs: 200 });
  });

  it('is late from three seconds on and lost from ten, without any word from the network', () => {
    const states = silentFrom(1_000, 12_000).map((view) => view.state);
    expect([states[15], states[16], states[43], states[44]]).toEqual(['live', 'late', 'late', 'lost']);
  });

  it('counts the loss from the last picture', () => {
    expect(silentFrom(1_000, 12_000).at(-1)).toMatchObject({ since: start + 1_000, ageMs: 11_000 });
  });

  it('clears a mark only after two seconds of steady picture', () => {
    const watch = createPictureWatch(start);
    watch.see(at(0));
    watch.see(at(4_000, { frameArrivedAt: start }));
    const states = [5_000, 6_000, 6_900, 7_000].map((ms) => watch.see(at(ms)).state);
    expect(states).toEqual(['late', 'late', 'late', 'live']);
  });

  it('starts the two seconds anew when the picture stops again', () => {
    const watch = createPictureWatch(start);
    watch.see(at(0));
    watch.see(at(4_000, { frameArrivedAt: start }));
    watch.see(at(5_000));
    watch.see(at(6_500, { frameArrivedAt: start + 3_000 }));
    expect([watch.see(at(7_000)).state, watch.see(at(9_000)).state]).toEqual(['late', 'live']);
  });

  it('is frozen when pictures arrive for thirty seconds and are all the same', () => {
    const watch = createPictureWatch(start);
    watch.see(at(0));
    expect([
      watch.see(at(29_900, { pictureChangedAt: start })).state,
      watch.see(at(30_000, { pictureChangedAt: start })),
    ]).toMatchObject(['live', { state: 'frozen', since: start }]);
  });

  it('is lost, not frozen, when nothing arrives any more', () => {
    expect(silentFrom(0, 40_000).at(-1)?.state).toBe('lost');
  });

  it('says what the gateway says of a codec or a right, whatever was seen before', () => {
    const watch = createPictureWatch(start);
    watch.see(at(0));
    expect([
      watch.see(at(500, { channel: 'unsupported' })).state,
      watch.see(at(900, { channel: 'refused' })).state,
    ]).toEqual(['unsupported', 'refused']);
  });

  it('is lost at once when the gateway lost a camera of which no picture ever came', () => {
    const watch = createPictureWatch(start);
    expect(watch.see(at(900, { channel: 'lost', frameArrivedAt: null })).state).toBe('lost');
  });

  it('is lost when a channel plays for ten seconds and nothing can be decoded', () => {
    const watch = createPictureWatch(start);
    expect(watch.see(at(10_250, { frameArrivedAt: null }))).toMatchObject({ state: 'lost', since: start });
  });
});
