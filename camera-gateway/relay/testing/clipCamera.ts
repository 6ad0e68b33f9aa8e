/**
 * A small RTSP camera for tests: plays a clip in a loop over TCP, counts what it is asked, and can be restarted on its
 * port. It speaks just enough of RFC 2326 for one video track.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type ClipPicture, smallClip } from './clip.ts';
import { interleavedRtp } from './rtpPackets.ts';

export interface ClipCameraOptions {
  readonly clip?: readonly ClipPicture[];
  readonly framesPerSecond?: number;
  /** Bytes of user data added to every picture, to make it as heavy as wanted. */
  readonly paddingBytes?: number;
  /** What the session description says of paths that end in `main`; everything else is H.264. */
  readonly mainCodec?: 'H264' | 'H265';
  /** Refuses every account. */
  readonly refusing?: boolean;
}

/** What a camera was asked since it was made. */
export interface ClipCameraCounts {
  readonly described: number;
  readonly played: number;
  readonly tornDown: number;
  /** Sessions that play now. */
  readonly playing: number;
}

export interface ClipCamera {
  readonly port: number;
  /** `rtsp://127.0.0.1:port/` and the path. */
  url(path: string): string;
  counts(): ClipCameraCounts;
  /** Cuts every connection and stops listening. */
  powerOff(): Promise<void>;
  /** Listens again on the same port. */
  powerOn(): Promise<void>;
}

/** user_data_unregistered SEI of about `size` bytes (ITU-T H.264 D.1.7), without emulation bytes. */
function padding(size: number): Uint8Array[] {
  if (size === 0) return [];
  const payload = Buffer.alloc(size, 0x5a);
  const sizeBytes = Buffer.concat([Buffer.alloc(Math.floor(size / 255), 0xff), Buffer.from([size % 255])]);
  return [Buffer.concat([Buffer.from([6, 5]), sizeBytes, payload, Buffer.from([0x80])])];
}

function sessionDescription(clip: readonly ClipPicture[], encoding: string): string {
  const sets = (clip[0] ?? []).filter((unit) => [7, 8].includes((unit[0] ?? 0) & 0x1f));
  const sprop = sets.map((unit) => Buffer.from(unit).toString('base64')).join(',');
  const format = encoding === 'H264' ? [`a=fmtp:96 packetization-mode=1;sprop-parameter-sets=${sprop}`] : [];
  const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=clip', 't=0 0', 'm=video 0 RTP/AVP 96', 'c=IN IP4 0.0.0.0'];
  return [...lines, `a=rtpmap:96 ${encoding}/90000`, ...format, 'a=control:track1', ''].join('\r\n');
}

/** Starts a camera on an ephemeral loopback port. */
export async function startClipCamera(options: ClipCameraOptions = {}): Promise<ClipCamera> {
  const { clip = smallClip, framesPerSecond = 25, paddingBytes = 0, mainCodec = 'H264' } = options;
  const counts = { described: 0, played: 0, tornDown: 0 };
  const players = new Map<Socket, NodeJS.Timeout>();
  const sockets = new Set<Socket>();
  const pad = padding(paddingBytes);

  function play(socket: Socket): void {
    counts.played += 1;
    let sequence = 1;
    let index = 0;
    const timer = setInterval(() => {
      const picture = clip[index % clip.length] ?? [];
      // A camera skips a picture rather than queueing it for a reader that is behind.
      if (socket.writableLength > 4_000_000) return;
      const heavy = [...picture.slice(0, -1), ...pad, ...picture.slice(-1)];
      const { bytes, packets } = interleavedRtp(heavy, sequence, index * Math.round(90_000 / framesPerSecond));
      sequence += packets;
      index += 1;
      socket.write(bytes);
    }, 1_000 / framesPerSecond);
    players.set(socket, timer);
  }

  function stopPlaying(socket: Socket): void {
    clearInterval(players.get(socket));
    players.delete(socket);
  }

  function answer(socket: Socket, request: string): void {
    const [requestLine = ''] = request.split('\r\n');
    const [method = '', url = ''] = requestLine.split(' ');
    const sequence = /^cseq: *(\d+)/imu.exec(request)?.[1] ?? '0';
    const reply = (status: string, headers: readonly string[] = [], body = ''): void => {
      const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
      socket.write([`RTSP/1.0 ${status}`, `CSeq: ${sequence}`, ...headers, ...length, '', body].join('\r\n'));
    };
    switch (method) {
      case 'DESCRIBE': {
        counts.described += 1;
        if (options.refusing) return reply('401 Unauthorized', ['WWW-Authenticate: Digest realm="clip", nonce="1f2e"']);
        const encoding = url.endsWith('main') ? mainCodec : 'H264';
        const headers = ['Content-Type: application/sdp', `Content-Base: ${url}/`];
        return reply('200 OK', headers, sessionDescription(clip, encoding));
      }
      case 'SETUP':
        return reply('200 OK', ['Transport: RTP/AVP/TCP;unicast;interleaved=0-1', 'Session: 42;timeout=60']);
      case 'PLAY':
        reply('200 OK', ['Session: 42']);
        return play(socket);
      case 'TEARDOWN':
        counts.tornDown += 1;
        stopPlaying(socket);
        return reply('200 OK', ['Session: 42']);
      default:
        return reply('200 OK', ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER', 'Session: 42']);
    }
  }

  function serve(socket: Socket): void {
    let text = '';
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      stopPlaying(socket);
      sockets.delete(socket);
    });
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      const requests = (text + chunk).split('\r\n\r\n');
      text = requests.pop() ?? '';
      for (const request of requests) answer(socket, request.replace(/^\$[^]*?(?=[A-Z]{4})/u, ''));
    });
  }

  let server: Server | null = null;
  async function listen(onPort: number): Promise<number> {
    server = createServer(serve).listen(onPort, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  const port = await listen(0);
  return {
    port,
    url: (path) => `rtsp://127.0.0.1:${port}/${path}`,
    counts: () => ({ ...counts, playing: players.size }),
    async powerOff() {
      const closed = server === null ? Promise.resolve() : once(server, 'close');
      server?.close();
      server = null;
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async powerOn() {
      await listen(port);
    },
  };
}
