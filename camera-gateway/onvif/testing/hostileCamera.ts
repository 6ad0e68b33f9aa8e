import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { operations } from '../soapRequest.ts';

export interface Asked {
  /** Local name of the operation. */
  readonly operation: string;
  readonly path: string;
  readonly authorization: string | null;
  readonly text: string;
}

/** Answers one request in whatever way; what it does not end stays open until the camera is switched off. */
export type Answer = (asked: Asked, response: ServerResponse) => void;

export interface HostileCamera {
  readonly url: string;
  readonly port: number;
  readonly asked: readonly Asked[];
  powerOff(): Promise<void>;
}

const names = [...new Set(Object.values(operations).map(({ name }) => name))];

/** An HTTP server that takes SOAP and answers as the test says. */
export async function startHostileCamera(answer: Answer): Promise<HostileCamera> {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    void serve(request, response);
  });
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readText(request);
    const operation = names.find((name) => text.includes(`<o:${name} `)) ?? '';
    const { authorization } = request.headers;
    const header = authorization === undefined ? null : Buffer.from(authorization, 'latin1').toString('utf8');
    const one = { operation, path: request.url ?? '', authorization: header, text };
    asked.push(one);
    answer(one, response);
  }
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/onvif/device_service`,
    port,
    asked,
    async powerOff() {
      server.close();
      for (const socket of sockets) socket.destroy();
      if (server.listening) await once(server, 'close');
    },
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += String(piece);
  return text;
}

/** A SOAP message around a body. */
export function envelope(body: string): string {
  return `<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>${body}</s:Body></s:Envelope>`;
}

/** A fault as cameras send it. */
export function fault(subcode: string, reason: string): string {
  return envelope(
    `<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:${subcode}</s:Value></s:Subcode></s:Code>` +
      `<s:Reason><s:Text xml:lang="en">${reason}</s:Text></s:Reason></s:Fault>`,
  );
}

/** The answer to GetSystemDateAndTime. */
export function timeReply(at: Date): string {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  const [hour, minute, second] = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()];
  return envelope(
    '<GetSystemDateAndTimeResponse><SystemDateAndTime><UTCDateTime>' +
      `<Time><Hour>${hour}</Hour><Minute>${minute}</Minute><Second>${second}</Second></Time>` +
      `<Date><Year>${year}</Year><Month>${month}</Month><Day>${day}</Day></Date>` +
      '</UTCDateTime></SystemDateAndTime></GetSystemDateAndTimeResponse>',
  );
}
