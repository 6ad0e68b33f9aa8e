import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import type { CameraRoster } from '../cameraState.ts';
import { DigestDesk } from '../digest.ts';
import { boundPort } from '../ports.ts';
import type { LiveStreams } from './liveStreams.ts';
import { RtspConnection, type RtspCounts } from './rtspConnection.ts';

const maxConnectionsPerPort = 4_096;
/** Clients wait 5 s or more for an answer. */
const defaultSceneWithinMs = 3_000;

/** RTSP for every camera of the city, on a few shared ports; a camera is known by its path. */
export class RtspServer {
  readonly #roster: CameraRoster;
  readonly #streams: LiveStreams;
  readonly #sessionTimeoutS: number;
  readonly #sceneWithinMs: number;
  readonly #servers: Server[] = [];
  readonly #connections = new Set<RtspConnection>();
  readonly #counts: RtspCounts = { requests: 0, unauthorised: 0, refusedSyntax: 0, framesSent: 0, framesDropped: 0 };
  readonly #desk: DigestDesk;
  #stopListening: () => void = () => undefined;

  constructor(
    roster: CameraRoster,
    streams: LiveStreams,
    sessionTimeoutS: number,
    sceneWithinMs = defaultSceneWithinMs,
  ) {
    this.#sceneWithinMs = sceneWithinMs;
    this.#sessionTimeoutS = sessionTimeoutS;
    this.#roster = roster;
    this.#streams = streams;
    this.#desk = new DigestDesk(() => roster.now());
  }

  /** Listens on each port (0: any free one) and gives the real ones. */
  async start(host: string, ports: readonly number[]): Promise<readonly number[]> {
    this.#stopListening = this.#roster.board.onChange((code) => {
      for (const connection of this.#connections) connection.faultChanged(code);
    });
    const sessionTimeoutS = this.#sessionTimeoutS;
    const parts = {
      roster: this.#roster,
      streams: this.#streams,
      desk: this.#desk,
      counts: this.#counts,
      sessionTimeoutS,
      sceneWithinMs: this.#sceneWithinMs,
    };
    const bound: number[] = [];
    for (const port of ports) {
      const server = createServer((socket) => {
        const connection = new RtspConnection(socket, parts);
        this.#connections.add(connection);
        socket.once('close', () => this.#connections.delete(connection));
      });
      server.maxConnections = maxConnectionsPerPort;
      this.#servers.push(server);
      server.listen({ host, port });
      await once(server, 'listening');
      bound.push(boundPort(server));
    }
    return bound;
  }

  async stop(): Promise<void> {
    this.#stopListening();
    const closed = this.#servers.filter((server) => server.listening).map((server) => once(server, 'close'));
    for (const server of this.#servers) server.close();
    for (const connection of this.#connections) connection.destroy();
    await Promise.all(closed);
    this.#streams.stop();
  }

  metrics(): Record<string, number> {
    const playing = [...this.#connections].filter((connection) => connection.playing).length;
    return {
      rtsp_connections: this.#connections.size,
      rtsp_playing: playing,
      rtsp_streams: this.#streams.size,
      rtsp_requests: this.#counts.requests,
      rtsp_unauthorised: this.#counts.unauthorised,
      rtsp_refused_syntax: this.#counts.refusedSyntax,
      rtsp_frames_sent: this.#counts.framesSent,
      rtsp_frames_dropped: this.#counts.framesDropped,
    };
  }
}
