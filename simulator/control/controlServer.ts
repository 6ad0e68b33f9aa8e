import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { CameraRoster } from '../cameraState.ts';
import type { City } from '../city/city.ts';
import { faultSchema } from '../faults/fault.ts';
import { BodyTooLargeError, readBody } from '../httpBody.ts';
import { boundPort } from '../ports.ts';
import type { ReportSheet } from '../reports/schoolReports.ts';
import type { LiveStreams } from '../rtsp/liveStreams.ts';
import { auditTruth } from './auditTruth.ts';
import { cameraSummary, cameraTruth } from './cameraTruth.ts';
import { camerasCsv, type CityAddresses, schoolsCsv } from './inventoryCsv.ts';

export interface ControlParts {
  readonly city: City;
  readonly roster: CameraRoster;
  readonly streams: LiveStreams;
  readonly addresses: CityAddresses;
  /** What the schools reported, year by year. */
  readonly reports: readonly ReportSheet[];
  readonly metrics: () => Record<string, number>;
}

interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
}

type Handler = (parts: ControlParts, code: string, body: Buffer) => Reply;

const maxBodyBytes = 4_096;
const missing: Reply = { status: 404 };
const done: Reply = { status: 204 };

const routes: readonly (readonly [path: RegExp, methods: Readonly<Record<string, Handler>>])[] = [
  [/^\/healthz$/u, { GET: health }],
  [/^\/inventory\/schools\.csv$/u, { GET: ({ city }) => csvReply(schoolsCsv(city)) }],
  [/^\/inventory\/cameras\.csv$/u, { GET: ({ city, addresses }) => csvReply(camerasCsv(city, addresses)) }],
  [/^\/reports$/u, { GET: ({ reports }) => json(reports.map(({ csv: _csv, ...facts }) => facts)) }],
  [/^\/reports\/([\d-]{9}\/\d\d)\.csv$/u, { GET: report }],
  [/^\/cameras$/u, { GET: cameras }],
  [/^\/audit-truth$/u, { GET: audits }],
  [/^\/cameras\/([\w-]{1,40})\/truth$/u, { GET: truth }],
  [/^\/cameras\/([\w-]{1,40})\/fault$/u, { PUT: putCameraFault, DELETE: clearCameraFault }],
  [/^\/schools\/([\w-]{1,40})\/fault$/u, { PUT: putSchoolFault, DELETE: clearSchoolFault }],
];

/** HTTP for whoever plays with the city: its inventory, what is true, and faults on demand. Not for other machines. */
export class ControlServer {
  readonly #parts: ControlParts;
  readonly #server: Server;

  constructor(parts: ControlParts) {
    this.#parts = parts;
    this.#server = createServer({ headersTimeout: 10_000, requestTimeout: 15_000 });
    this.#server.maxConnections = 256;
    this.#server.on('request', (request, response) => void this.#serve(request, response));
  }

  /** Listens (0: any free port) and gives the real port. */
  async start(host: string, port: number): Promise<number> {
    this.#server.listen({ host, port });
    await once(this.#server, 'listening');
    return boundPort(this.#server);
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Never rejects. */
  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const reply = this.#route(request, await readBody(request, maxBodyBytes));
      response.writeHead(reply.status, reply.type === undefined ? {} : { 'Content-Type': reply.type });
      response.end(reply.body);
    } catch (error) {
      const status = error instanceof BodyTooLargeError ? 413 : 500;
      if (response.headersSent) response.destroy();
      else response.writeHead(status, { Connection: 'close' }).end();
    }
  }

  #route(request: IncomingMessage, body: Buffer): Reply {
    const [path = ''] = (request.url ?? '').split('?');
    for (const [pattern, methods] of routes) {
      const match = pattern.exec(path);
      if (match === null) continue;
      const method = request.method ?? '';
      const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
      return handler === undefined ? { status: 405 } : handler(this.#parts, match[1] ?? '', body);
    }
    return missing;
  }
}

function json(value: unknown, status = 200): Reply {
  return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(value)}\n` };
}

function csvReply(body: string): Reply {
  return { status: 200, type: 'text/csv; charset=utf-8', body };
}

function report({ reports }: ControlParts, name: string): Reply {
  const sheet = reports.find(({ schoolYear, level }) => `${schoolYear}/${level}` === name);
  return sheet === undefined ? missing : csvReply(sheet.csv);
}

function health({ city, roster, metrics }: ControlParts): Reply {
  const { schools, cameras: all } = city;
  return json({
    status: 'ok',
    schools: schools.length,
    cameras: all.length,
    faults: roster.board.size,
    metrics: metrics(),
  });
}

function cameras({ roster, streams }: ControlParts): Reply {
  return json(Array.from(roster.all(), (state) => cameraSummary(state, roster, streams)));
}

function audits({ roster, streams }: ControlParts): Reply {
  return json(Array.from(roster.all(), (state) => auditTruth(state, roster, streams)));
}

function truth({ roster, streams }: ControlParts, code: string): Reply {
  const state = roster.get(code);
  return state === null ? missing : json(cameraTruth(state, roster, streams));
}

function putCameraFault(parts: ControlParts, code: string, body: Buffer): Reply {
  return parts.roster.get(code) === null ? missing : putFault(parts, [code], body);
}

function clearCameraFault({ roster }: ControlParts, code: string): Reply {
  if (roster.get(code) === null) return missing;
  roster.board.clear(code);
  return done;
}

function camerasOfSchool({ city }: ControlParts, code: string): readonly string[] | null {
  return city.schools.find((school) => school.code === code)?.cameras.map((camera) => camera.code) ?? null;
}

function putSchoolFault(parts: ControlParts, code: string, body: Buffer): Reply {
  const codes = camerasOfSchool(parts, code);
  return codes === null ? missing : putFault(parts, codes, body);
}

function clearSchoolFault(parts: ControlParts, code: string): Reply {
  const codes = camerasOfSchool(parts, code);
  for (const camera of codes ?? []) parts.roster.board.clear(camera);
  return codes === null ? missing : done;
}

function putFault({ roster }: ControlParts, codes: readonly string[], body: Buffer): Reply {
  const parsed = faultSchema.safeParse(jsonOf(body));
  if (!parsed.success) {
    return json({ faults: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) }, 422);
  }
  for (const code of codes) roster.board.set(code, parsed.data);
  return json(parsed.data);
}

/** undefined where it is no JSON, which no schema takes. */
function jsonOf(body: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return value;
  } catch {
    return undefined;
  }
}
