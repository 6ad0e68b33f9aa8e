import { lookup as resolveName, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { type CameraNetworks, onlyPrivateNetworks } from '@khue/domain/cameraNetwork';

/** Code of the error by which a connection is refused before its first packet. */
export const addressRefusedCode = 'KHUE_ADDRESS_REFUSED';

/** Its message names no address. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
  readonly code = addressRefusedCode;

  constructor(reason: string) {
    super(`no camera may be there: ${reason}`);
  }
}

/** Resolves a name to all its addresses. */
type Resolve = (
  name: string,
  options: { readonly all: true; readonly family: number },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * What a connection to a host and port has to be opened with. Throws an AddressRefusedError where the host itself says
 * that it is none of the cameras' networks; a name fails with one while it is resolved.
 */
export type ConnectGuard = (host: string, port: number) => { readonly lookup: LookupFunction };

/**
 * Holds connections to the networks that cameras may be in. The addresses that were judged are the ones connected to:
 * a name that changes its answer in between gains nothing.
 */
export function createConnectGuard(networks: CameraNetworks, resolve: Resolve = resolveName): ConnectGuard {
  return (host, port) => {
    const refusal = networks.refusalOfHost(host, port);
    if (refusal !== null) throw new AddressRefusedError(refusal);
    return {
      lookup(name, options, callback) {
        const family = options.family === 4 || options.family === 6 ? options.family : 0;
        resolve(name, { all: true, family }, (error, addresses) => {
          if (error !== null) return callback(error, []);
          const open = addresses.filter(({ address }) => networks.refusalOf(address, port) === null);
          const [first] = open;
          if (first === undefined) return callback(new AddressRefusedError('resolved'), []);
          if (options.all === true) callback(null, open);
          else callback(null, first.address, first.family);
        });
      },
    };
  };
}

/** Where nothing else was said: private networks. */
export const usualConnectGuard = createConnectGuard(onlyPrivateNetworks);
