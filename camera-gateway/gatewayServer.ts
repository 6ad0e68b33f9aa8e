import { once } from 'node:events';
import { createServer } from 'node:http';
import { type Exports, isExportPath } from './relay/exports/exports.ts';
import { isRestreamPath, type Restream } from './relay/restream/restream.ts';
import { type ViewerSocket, viewerPath } from './relay/viewerSocket.ts';

export interface GatewayServerConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly maxConnections: number;
}

export interface GatewayServer {
  /** Resolves with the port once connections are taken; rejects where it is in use. */
  start(): Promise<number>;
  stop(): Promise<void>;
}

export interface GatewayHealth {
  readonly ok: boolean;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface GatewayServerDeps {
  readonly health: () => GatewayHealth;
  readonly viewers: ViewerSocket;
  readonly restream: Restream;
  readonly exports: Exports;
}

/** The gateway's own HTTP: `GET /healthz`, `GET /flv/{ticket}.flv`, files of pictures, and the upgrade to live ones. Meant for the dashboard, on loopback. */
export function createGatewayServer(deps: GatewayServerDeps, config: GatewayServerConfig): GatewayServer {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000, maxHeaderSize: 16_384 });
  server.maxConnections = config.maxConnections;

  server.on('request', (request, response) => {
    if (isRestreamPath(request.url ?? '')) {
      void deps.restream.handle(request, response);
      return;
    }
    if (isExportPath(request.url ?? '')) {
      void deps.exports.handle(request, response);
      return;
    }
    const found = request.method === 'GET' && request.url === '/healthz';
    const health = deps.health();
    response.writeHead(found ? (health.ok ? 200 : 503) : 404, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    response.end(found ? JSON.stringify(health) : undefined);
  });

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (request.url === viewerPath) deps.viewers.handleUpgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });

  return {
    async start() {
      server.listen(config.port, config.host);
      await once(server, 'listening');
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : config.port;
    },
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
