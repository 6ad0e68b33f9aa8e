import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** Part of what an attacker sends, or a wait (ms) that is itself the attack. */
export type Sent = string | Buffer | number;

const deadlineMs = 20_000;

/** Sends bytes as they are and gives what came back until the server closed; rejects where it does not within 20 s. */
export async function exchange(port: number, sent: readonly Sent[]): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  const chunks: Buffer[] = [];
  const closed = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A server that closes while somebody still sends resets: what it said before counts.
    socket.on('error', () => {});
    socket.once('close', () => resolve());
    socket.setTimeout(deadlineMs, () => reject(new Error('the server neither answers nor closes')));
  });
  for (const part of sent) {
    if (socket.destroyed) break;
    if (typeof part === 'number') await Promise.race([setTimeout(part), closed]);
    else socket.write(part);
  }
  try {
    await closed;
  } finally {
    socket.destroy();
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Status of every answer in what came back. */
export function statusesOf(answer: string): number[] {
  return [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /gu)].map(([, status]) => Number(status));
}
