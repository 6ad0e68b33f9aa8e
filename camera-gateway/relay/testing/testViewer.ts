import { once } from 'node:events';
import { WebSocket } from 'ws';
import {
  decodeFragment,
  type VideoFragment,
  type VideoNotice,
  type VideoRequest,
  videoNoticeSchema,
  videoSessionHeader,
} from '@khue/domain/video';
import { viewerPath } from '../viewerSocket.ts';

/** A viewer as a browser would be one, that keeps what it is sent. */
export class TestViewer {
  readonly notices: VideoNotice[] = [];
  readonly fragments: VideoFragment[] = [];
  readonly #ws: WebSocket;
  #closeCode: number | null = null;

  private constructor(ws: WebSocket) {
    this.#ws = ws;
    ws.on('message', (data, isBinary) => {
      if (!Buffer.isBuffer(data)) return;
      if (isBinary) this.fragments.push(decodeFragment(data));
      else this.notices.push(videoNoticeSchema.parse(JSON.parse(data.toString('utf8'))));
    });
    ws.on('close', (code) => {
      this.#closeCode = code;
    });
    ws.on('error', () => undefined);
  }

  /** `sessionId`: whose session it is, as the dashboard says it. */
  static async connect(port: number, sessionId?: string): Promise<TestViewer> {
    const headers = sessionId === undefined ? {} : { [videoSessionHeader]: sessionId };
    const ws = new WebSocket(`ws://127.0.0.1:${port}${viewerPath}`, { headers });
    const viewer = new TestViewer(ws);
    await once(ws, 'open');
    return viewer;
  }

  /** null while the connection stands. */
  get closeCode(): number | null {
    return this.#closeCode;
  }

  send(request: VideoRequest): void {
    this.#ws.send(JSON.stringify(request));
  }

  sendRaw(text: string | Uint8Array): void {
    this.#ws.send(text);
  }

  /** Stops reading from the socket, as a hung browser does. */
  stopReading(): void {
    this.#ws.pause();
  }

  readAgain(): void {
    this.#ws.resume();
  }

  leave(): void {
    this.#ws.terminate();
  }

  media(channel: number): VideoFragment[] {
    return this.fragments.filter((fragment) => fragment.kind === 'media' && fragment.channel === channel);
  }

  /** States of a channel in the order they came, with their reasons: `lost timeout`. */
  states(channel: number): string[] {
    return this.notices.flatMap((notice) =>
      notice.type === 'state' && notice.channel === channel ? [[notice.state, notice.reason].join(' ').trim()] : [],
    );
  }
}
