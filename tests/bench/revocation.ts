import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { type RawData, WebSocket } from 'ws';
import { videoNoticeSchema } from '@khue/domain/video';
import { type Caller, callHouse, giveAgain, lookingGrant, someCamera, ticketFor, withdraw } from '../house/caller.ts';
import { startHouse } from '../house/house.ts';
import { until } from '../house/until.ts';
import { type BenchContext, type Figure, median } from './figure.ts';

const rounds = 20;
const playsWithinMs = 60_000;
/** A withdrawn right ends what plays within so long. */
const limitMs = 5_000;
/** After the last fragment nothing may come for so long before it counts as the last. */
const quietMs = 1_500;

function textOf(data: RawData): string {
  if (!Buffer.isBuffer(data)) throw new TypeError('a message must come in one piece');
  return data.toString('utf8');
}

/** Looks through a camera by the way of a browser, and notes when the last fragment came. */
class Looker {
  lastFragmentAt = 0;
  fragments = 0;
  reason: string | null = null;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data, isBinary) => {
      if (isBinary) {
        this.lastFragmentAt = performance.now();
        this.fragments += 1;
        return;
      }
      const notice = videoNoticeSchema.parse(JSON.parse(textOf(data)));
      if (notice.type === 'state' && notice.state === 'refused') this.reason = notice.reason;
    });
    socket.on('error', () => undefined);
  }

  static async start(url: string, { cookie }: Caller, ticket: string): Promise<Looker> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/video`, { headers: { cookie, origin: url } });
    const looker = new Looker(socket);
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'subscribe', channel: 0, ticket }));
    return looker;
  }

  leave(): void {
    this.#socket.terminate();
  }
}

/** From the answer that a right is withdrawn to the last fragment that came after it, ms. */
async function lookUntilCut(url: string, caller: Caller, cameraId: string): Promise<number> {
  const looker = await Looker.start(url, caller, await ticketFor(caller, cameraId));
  try {
    const plays = (count: number): boolean => count > 10;
    await until('pictures', async () => looker.fragments, plays, playsWithinMs);
    const grant = await lookingGrant(caller);
    const began = performance.now();
    await withdraw(caller, grant);
    await until(
      'why it ended',
      async () => looker.reason,
      (reason) => reason === 'revoked',
      playsWithinMs,
    );
    const isQuiet = (at: number): boolean => performance.now() - at > quietMs;
    await until('silence', async () => looker.lastFragmentAt, isQuiet, playsWithinMs);
    await giveAgain(caller, grant);
    return Math.max(0, looker.lastFragmentAt - began);
  } finally {
    looker.leave();
  }
}

/** How long pictures go on after the right to look was withdrawn on the page of rights. */
export async function* revocation({ say, signal }: BenchContext): AsyncGenerator<Figure> {
  const house = await startHouse({ parameters: ['--schools', '3', '--cameras', '6'] });
  try {
    const caller = await callHouse(house);
    const cameraId = await someCamera(caller);
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      times.push(await lookUntilCut(house.url, caller, cameraId));
      await setTimeout(1_500, undefined, { signal });
    }
    say(`each: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    yield { name: 'revocationMedian', value: median(times), unit: 'ms', limit: limitMs };
    yield { name: 'revocationMax', value: Math.max(...times), unit: 'ms', limit: limitMs };
  } finally {
    await house.stop();
    house.remove();
  }
}
