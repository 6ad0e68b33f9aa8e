import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { readCameraNetworks } from '@khue/domain/cameraNetwork';
import { AddressRefusedError, createConnectGuard, usualConnectGuard } from './connectGuard.ts';

const networks = readCameraNetworks('10.0.0.0/8,fc00::/7');
if (networks === null) throw new Error('these are networks');

/** Names that resolve to what a test says. */
function guard(answers: readonly LookupAddress[]) {
  return createConnectGuard(networks ?? expect.fail(), (_name, _options, callback) => callback(null, [...answers]));
}

function resolved(answers: readonly LookupAddress[], all: boolean): Promise<unknown> {
  const { lookup } = guard(answers)('camera.example', 554);
  return new Promise((resolve, reject) => {
    lookup('camera.example', { all }, (error, address, family) => {
      if (error === null) resolve(all ? address : { address, family });
      else reject(error);
    });
  });
}

const inside = { address: '10.1.2.3', family: 4 };
const loopback = { address: '127.0.0.1', family: 4 };
const mapped = { address: '::ffff:127.0.0.1', family: 6 };
const metadata = { address: '169.254.169.254', family: 4 };

describe('where the gateway connects to', () => {
  it('is what a name resolved to when it was judged', async () => {
    expect(await resolved([inside], false)).toEqual(inside);
    expect(await resolved([inside], true)).toEqual([inside]);
  });

  it('is never an address outside the networks of cameras, though others of the name are inside', async () => {
    expect(await resolved([loopback, mapped, inside, metadata], true)).toEqual([inside]);
    expect(await resolved([loopback, inside], false)).toEqual(inside);
  });

  it.each([[[loopback]], [[mapped]], [[metadata]], [[]]])(
    'is nowhere for a name that resolves to %j',
    async (answers) => {
      for (const all of [true, false]) await expect(resolved(answers, all)).rejects.toThrow(AddressRefusedError);
    },
  );

  it('is nowhere for a host that says itself where it is', () => {
    for (const host of [
      '127.0.0.1',
      '::1',
      '[::1]',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      'localhost',
      '169.254.169.254',
    ])
      expect(() => usualConnectGuard(host, 554)).toThrow(AddressRefusedError);
  });

  it('is told in no message', () => {
    expect(() => usualConnectGuard('127.0.0.1', 554)).toThrow(/^no camera may be there: loopback$/u);
  });
});
