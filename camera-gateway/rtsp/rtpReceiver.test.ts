import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Codec } from '@khue/domain/camera';
import { RtpReceiver } from './rtpReceiver.ts';
import type { AccessUnit } from './stream.ts';
import { type PacketFields, payloadsOf, rtpPacket } from './testing/rtpPacketiser.ts';

interface Picture {
  readonly nalUnits: readonly Buffer[];
  readonly keyFrame: boolean;
}

const codecs = ['h264', 'h265'] as const;

/** Header bytes of NAL unit types that the tests need. */
const headers: Readonly<Record<Codec, Record<'sps' | 'pps' | 'sei' | 'key' | 'other', number[]>>> = {
  h264: { sps: [0x67], pps: [0x68], sei: [0x06], key: [0x65], other: [0x41] },
  h265: { sps: [0x42, 1], pps: [0x44, 1], sei: [0x4e, 1], key: [0x26, 1], other: [0x02, 1] },
};

function unit(codec: Codec, kind: keyof (typeof headers)['h264'], fill: Uint8Array, firstSlice = false): Buffer {
  return Buffer.concat([Buffer.from([...headers[codec][kind], firstSlice ? 0x88 : 0x08]), fill]);
}

const bytes = fc.uint8Array({ minLength: 1, maxLength: 4_000 });

function pictureOf(codec: Codec): fc.Arbitrary<Picture> {
  const parts = fc.record({
    keyFrame: fc.boolean(),
    sei: fc.option(bytes, { nil: null }),
    slices: fc.array(bytes, { minLength: 1, maxLength: 4 }),
  });
  return parts.map(({ keyFrame, sei, slices }) => ({
    keyFrame,
    nalUnits: [
      ...(keyFrame ? [unit(codec, 'sps', Buffer.alloc(20, 1)), unit(codec, 'pps', Buffer.alloc(4, 2))] : []),
      ...(sei === null ? [] : [unit(codec, 'sei', sei)]),
      ...slices.map((slice, index) => unit(codec, keyFrame ? 'key' : 'other', slice, index === 0)),
    ],
  }));
}

function packetsOf(
  codec: Codec,
  pictures: readonly Picture[],
  options: { readonly maxPayloadBytes: number; readonly aggregate: boolean; readonly markers?: boolean },
): Buffer[] {
  let sequence = 65_530;
  return pictures.flatMap(({ nalUnits }, index) => {
    const payloads = payloadsOf(nalUnits, { codec, ...options });
    return payloads.map((payload, at) => {
      const marker = (options.markers ?? true) && at === payloads.length - 1;
      sequence += 1;
      return rtpPacket(payload, { sequence, timestamp: index * 3_600, marker });
    });
  });
}

function receiverFor(codec: Codec) {
  const units: AccessUnit[] = [];
  const parameterSets: (readonly Uint8Array[])[] = [];
  const receiver = new RtpReceiver({
    codec,
    payloadType: 96,
    clockRate: 90_000,
    clock: { now: () => 1_000 },
    onParameterSets: (nalUnits) => parameterSets.push(nalUnits),
    onAccessUnit: (accessUnit) => units.push(accessUnit),
  });
  const readBuffer = Buffer.alloc(8_192);
  const receive = (packet: Buffer) => {
    packet.copy(readBuffer, 7);
    receiver.receive(readBuffer, 7, 7 + packet.length);
    readBuffer.fill(0xee);
  };
  return { units, parameterSets, receiver, receive };
}

const hexOf = (nalUnits: readonly Uint8Array[]) => nalUnits.map((nalUnit) => Buffer.from(nalUnit).toString('hex'));
const packing = { maxPayloadBytes: fc.integer({ min: 60, max: 1_460 }), aggregate: fc.boolean() };

describe.each(codecs)('RtpReceiver, %s', (codec) => {
  const pictures = fc.array(pictureOf(codec), { minLength: 1, maxLength: 8 });
  const key = (fill: number): Picture => ({
    keyFrame: true,
    nalUnits: [unit(codec, 'key', Buffer.alloc(50, fill), true)],
  });
  const other = (fill: number): Picture => ({
    keyFrame: false,
    nalUnits: [unit(codec, 'other', Buffer.alloc(50, fill), true)],
  });
  const plain = { maxPayloadBytes: 1_400, aggregate: false };

  it('gives back every picture from the first key frame on, however it was packed', () => {
    fc.assert(
      fc.property(pictures, fc.record({ ...packing, markers: fc.boolean() }), (sent, options) => {
        const { units, receive } = receiverFor(codec);
        const closing = other(9);
        for (const packet of packetsOf(codec, [...sent, closing], { ...options })) receive(packet);
        const start = sent.findIndex(({ keyFrame }) => keyFrame);
        const expected = start < 0 ? [] : sent.slice(start);
        expect(units.slice(0, expected.length).map(({ nalUnits }) => hexOf(nalUnits))).toEqual(
          expected.map(({ nalUnits }) => hexOf(nalUnits)),
        );
        expect(units.slice(0, expected.length).map(({ keyFrame }) => keyFrame)).toEqual(
          expected.map(({ keyFrame }) => keyFrame),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('never gives a picture whose slices are not whole, nor one that follows a loss without a key frame', () => {
    const lossy = fc.record({ ...packing, lost: fc.infiniteStream(fc.integer({ min: 0, max: 9 })) });
    fc.assert(
      fc.property(pictures, lossy, (sent, { lost, ...options }) => {
        const { units, receive } = receiverFor(codec);
        const packets = packetsOf(codec, sent, options);
        const arrived = packets.filter(() => (lost.next().value ?? 1) > 0);
        for (const packet of arrived) receive(packet);
        const slicesOf = (nalUnits: readonly Uint8Array[]) =>
          hexOf(nalUnits).filter(
            (hex) => hex.startsWith(codec === 'h264' ? '65' : '26') || hex.startsWith(codec === 'h264' ? '41' : '02'),
          );
        const sentSlices = sent.map(({ nalUnits }) => slicesOf(nalUnits).join());
        const places = units.map(({ nalUnits }) => sentSlices.indexOf(slicesOf(nalUnits).join()));
        expect(places.every((place) => place >= 0)).toBe(true);
        expect(
          units.every(
            ({ keyFrame, timestamp }, at) => keyFrame || timestamp - (units[at - 1]?.timestamp ?? 0) <= 3_600,
          ),
        ).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same bytes as an MP4 sample', () => {
    const { units, receive } = receiverFor(codec);
    for (const packet of packetsOf(codec, [key(1)], plain)) receive(packet);
    const [nalUnit = Buffer.alloc(0)] = key(1).nalUnits;
    const sample = Buffer.concat([Buffer.from([0, 0, 0, nalUnit.length]), nalUnit]);
    expect(units.map(({ lengthPrefixed, bytes: size }) => [Buffer.from(lengthPrefixed), size])).toEqual([
      [sample, nalUnit.length],
    ]);
  });

  it('waits for a key frame after a loss between two pictures', () => {
    const { units, receiver, receive } = receiverFor(codec);
    const packets = packetsOf(codec, [key(1), other(2), other(3), other(4), key(5), other(6)], plain);
    for (const packet of packets.toSpliced(2, 1)) receive(packet);
    expect(units.map(({ nalUnits }) => nalUnits[0]?.at(-1))).toEqual([1, 2, 5, 6]);
    expect(receiver.counts).toMatchObject({ packets: 5, lostPackets: 1, leftOutUnits: 1 });
  });

  it('passes over packets that came before, other payload types and what is not RTP', () => {
    const { units, receiver, receive } = receiverFor(codec);
    const [packet = Buffer.alloc(0)] = packetsOf(codec, [key(1)], plain);
    const fields: PacketFields = { sequence: 1, timestamp: 0, marker: true, payloadType: 97 };
    for (const bad of [rtpPacket(packet, fields), Buffer.from([0x40]), Buffer.alloc(40), packet, packet]) receive(bad);
    expect(units).toHaveLength(1);
    expect(receiver.counts.strangePackets).toBe(3);
  });

  it('reads past contributing sources, an extension and padding', () => {
    const { units, receive } = receiverFor(codec);
    const [packet = Buffer.alloc(0)] = packetsOf(codec, [key(1)], plain);
    const head = Buffer.from(packet.subarray(0, 12));
    head[0] = 0x80 | 0x20 | 0x10 | 2;
    const extension = Buffer.from([0xbe, 0xde, 0, 1, 1, 2, 3, 4]);
    receive(Buffer.concat([head, Buffer.alloc(8), extension, packet.subarray(12), Buffer.from([0, 0, 3])]));
    expect(units.map(({ nalUnits }) => hexOf(nalUnits))).toEqual([hexOf(key(1).nalUnits)]);
  });

  it('learns that a camera sets the marker after every slice', () => {
    const { units, receive } = receiverFor(codec);
    const twoSlices = (fill: number): Picture => ({
      keyFrame: true,
      nalUnits: [unit(codec, 'key', Buffer.alloc(9, fill), true), unit(codec, 'key', Buffer.alloc(9, fill))],
    });
    const sent = [1, 2, 3, 4].map(twoSlices);
    for (const packet of packetsOf(codec, sent, plain)) {
      packet[1] = 0x80 | 96;
      receive(packet);
    }
    expect(units.slice(1).map(({ nalUnits }) => nalUnits.map((nalUnit) => nalUnit.at(-1)))).toEqual([
      [2, 2],
      [3, 3],
    ]);
  });

  it('tells of parameter sets before the picture, and does not end one at a marker on a parameter set', () => {
    const { units, parameterSets, receive } = receiverFor(codec);
    const nalUnits = [unit(codec, 'sps', Buffer.alloc(9)), unit(codec, 'pps', Buffer.alloc(2)), ...key(1).nalUnits];
    for (const packet of packetsOf(codec, [{ keyFrame: true, nalUnits }], plain)) {
      packet[1] = 0x80 | 96;
      receive(packet);
    }
    expect(units.map((accessUnit) => hexOf(accessUnit.nalUnits))).toEqual([hexOf(nalUnits)]);
    expect(parameterSets).toHaveLength(1);
  });

  it('starts anew with another source', () => {
    const { units, receive } = receiverFor(codec);
    const packets = packetsOf(codec, [key(1), other(2), key(3)], plain);
    for (const [index, packet] of packets.entries()) {
      packet.writeUInt32BE(index === 0 ? 1 : 2, 8);
      receive(packet);
    }
    expect(units.map(({ nalUnits }) => nalUnits[0]?.at(-1))).toEqual([1, 3]);
  });

  it('leaves out a picture that grows without end and finds back', () => {
    const { units, receive } = receiverFor(codec);
    const endless = unit(codec, 'key', Buffer.alloc(5 * 1_024 * 1_024), true);
    for (const packet of packetsOf(codec, [{ keyFrame: true, nalUnits: [endless] }, key(2)], plain)) receive(packet);
    expect(units.map(({ nalUnits }) => nalUnits[0]?.at(-1))).toEqual([2]);
  });

  it('takes any bytes without failing', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 })), (payloads) => {
        const { receiver, receive } = receiverFor(codec);
        for (const [sequence, payload] of payloads.entries()) {
          receive(rtpPacket(payload, { sequence, timestamp: sequence >> 2, marker: payload.length % 3 === 0 }));
          receive(Buffer.from(payload));
        }
        expect(receiver.counts.packets).toBeGreaterThanOrEqual(payloads.length);
      }),
    );
  });
});

it('takes a recovery point of H.264 for a key frame', () => {
  const { units, receive } = receiverFor('h264');
  const nalUnits = [Buffer.from([0x06, 6, 1, 0x84, 0x80]), unit('h264', 'other', Buffer.alloc(5), true)];
  for (const packet of packetsOf('h264', [{ keyFrame: true, nalUnits }], { maxPayloadBytes: 99, aggregate: false }))
    receive(packet);
  expect(units.map(({ keyFrame }) => keyFrame)).toEqual([true]);
});
