import { readCameraNetworks } from '@khue/domain/cameraNetwork';
import { createConnectGuard } from '../connectGuard.ts';

/** Cameras of a test are on this machine. */
export const loopbackNetworks = '127.0.0.0/8,::1/128';

const read = readCameraNetworks(loopbackNetworks);
if (read === null) throw new Error('these are networks');
export const cameraNetworks = read;

/** Lets a test connect to this machine, and nowhere else. */
export const openGuard = createConnectGuard(cameraNetworks);
