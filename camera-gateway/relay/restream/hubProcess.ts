/**
 * The restream hub: node-media-server on a loopback port of its own, in a process of its own, because malformed input
 * ends that process. Only the gateway speaks to it. It tells its parent the port and ends with it.
 */
import NodeMediaServer from 'node-media-server';

const secret = process.env['KHUE_RESTREAM_SECRET'];
if (secret === undefined || secret === '') throw new Error('KHUE_RESTREAM_SECRET is missing');

const hub = new NodeMediaServer({
  bind: '127.0.0.1',
  // As a number 0 would mean "do not listen"; as text it reaches `listen`, which takes a free port.
  http: { port: '0' },
  webadmin: { enable: false },
  record: { auto: false },
  auth: { play: true, publish: true, secret },
});
// Only its HTTP part runs: no RTMP, no recordings, no store on disk, no pulls.
const server = hub.httpServer.httpServer;
// What the gateway publishes is one request without an end.
server.requestTimeout = 0;
server.once('listening', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
hub.httpServer.run();

process.on('disconnect', () => process.exit(0));
