/** A viewer in a process of its own: takes what to watch from its parent over IPC and tells it what came. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { decodeFragment } from '@khue/domain/video';

const orderSchema = z.object({ url: z.string(), tickets: z.array(z.string()) });
const tellEveryMs = 250;

const [order] = await once(process, 'message');
const { url, tickets } = orderSchema.parse(order);
const socket = new WebSocket(url);
const channels = new Set<number>();
let fragments = 0;
let bytes = 0;

socket.on('message', (data, isBinary) => {
  if (!isBinary || !Buffer.isBuffer(data)) return;
  const { kind, channel } = decodeFragment(data);
  if (kind === 'init') return;
  channels.add(channel);
  fragments += 1;
  bytes += data.length;
});
socket.on('close', () => process.exit());
process.on('disconnect', () => process.exit());
await once(socket, 'open');
for (const [channel, ticket] of tickets.entries()) socket.send(JSON.stringify({ type: 'subscribe', channel, ticket }));
setInterval(() => process.send?.({ channels: channels.size, fragments, bytes }), tellEveryMs);
