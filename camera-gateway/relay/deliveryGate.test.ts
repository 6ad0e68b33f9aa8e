import { describe, expect, it } from 'vitest';
import { DeliveryGate } from './deliveryGate.ts';
import type { Fragment } from './fragment.ts';

const limits = { maxChannelQueueBytes: 1_000, maxViewerQueueBytes: 4_000 };

function media(keyFrame: boolean, size = 300): Fragment {
  return { kind: 'media', keyFrame, arrivedAt: 0, payload: Buffer.alloc(size) };
}
function init(): Fragment {
  return { kind: 'init', keyFrame: false, arrivedAt: 0, payload: Buffer.alloc(10) };
}

/** A gate that has sent an init segment and a key frame, both written. */
function openGate(): DeliveryGate {
  const gate = new DeliveryGate(limits);
  gate.offer(init(), 0);
  for (const { fragment } of gate.offer(media(true), 0)) gate.written(fragment);
  return gate;
}

describe('delivery gate', () => {
  it('sends the init segment together with the first key frame', () => {
    const gate = new DeliveryGate(limits);
    const [first, key] = [init(), media(true)];
    expect([gate.offer(first, 0), gate.offer(media(false), 0), gate.offer(key, 0)]).toEqual([
      [],
      [],
      [
        { fragment: first, sequence: 1 },
        { fragment: key, sequence: 3 },
      ],
    ]);
  });

  it('numbers fragments one after the other while the viewer keeps up', () => {
    const gate = openGate();
    const numbers = [1, 2, 3].flatMap(() =>
      gate.offer(media(false), 0).map(({ fragment, sequence }) => {
        gate.written(fragment);
        return sequence;
      }),
    );
    expect(numbers).toEqual([3, 4, 5]);
  });

  it('drops over the limit of the channel', () => {
    const gate = openGate();
    const passed = [1, 2, 3, 4].map(() => gate.offer(media(false), 0).length);
    expect([passed, gate.dropped]).toEqual([[1, 1, 1, 0], 1]);
  });

  it('drops over the limit of the viewer', () => {
    expect(openGate().offer(media(false), 3_800)).toEqual([]);
  });

  it('sends nothing but a key frame after a drop, though the queue has drained', () => {
    const gate = openGate();
    gate.offer(media(false), 3_800);
    expect([gate.offer(media(false), 0).length, gate.offer(media(true), 0).length]).toEqual([0, 1]);
  });

  it('passes over a key frame that comes before the queue has drained', () => {
    const gate = openGate();
    gate.offer(media(false), 3_800);
    expect(gate.offer(media(true), 2_500)).toEqual([]);
  });

  it('shows what was dropped as a gap in the numbers', () => {
    const gate = openGate();
    gate.offer(media(false), 3_800);
    gate.offer(media(false), 0);
    expect(gate.offer(media(true), 0).map(({ sequence }) => sequence)).toEqual([5]);
  });

  it('lets a key frame through that is larger than the limit of the channel', () => {
    expect(openGate().offer(media(true, 3_000), 0)).toHaveLength(1);
  });

  it('does not count what came before the first key frame', () => {
    const gate = new DeliveryGate(limits);
    gate.offer(media(false), 0);
    expect(gate.dropped).toBe(0);
  });

  it('never holds more than the limit of the channel, whatever the camera sends', () => {
    const gate = openGate();
    const queued = Array.from({ length: 200 }, (_, index) => {
      gate.offer(media(index % 25 === 0, 90 + ((index * 37) % 200)), gate.queuedBytes);
      return gate.queuedBytes;
    });
    expect(Math.max(...queued)).toBeLessThanOrEqual(limits.maxChannelQueueBytes);
  });
});
