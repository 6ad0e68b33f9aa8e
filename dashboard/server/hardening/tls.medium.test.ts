import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { createDashboard } from '../createDashboard.ts';
import { selfSigned } from '../testing/selfSigned.ts';
import { type Ground, openGround, quickLimits, testConfig } from '../testing/testDashboard.ts';
import { defaultHardening } from './hardeningConfig.ts';

let ground: Ground;
let folder: string;
let tls: { certFile: string; keyFile: string };

beforeAll(async () => {
  ground = await openGround();
  folder = mkdtempSync(join(tmpdir(), 'khue-tls-'));
  tls = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
});

afterAll(async () => {
  await ground.close();
  rmSync(folder, { recursive: true });
});

function put({ cert, key }: { cert: string; key: string }): void {
  writeFileSync(tls.certFile, cert);
  writeFileSync(tls.keyFile, key);
}

async function open(): Promise<number> {
  const hardening = { ...defaultHardening, tls };
  const dashboard = createDashboard(ground.deps, { ...testConfig, hardening }, quickLimits);
  await dashboard.start();
  onTestFinished(() => dashboard.stop());
  return dashboard.address().port;
}

async function fingerprint(port: number, ca: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', ca });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

async function ask(port: number, ca: string, path: string, body?: unknown): Promise<Answer> {
  const method = body === undefined ? 'GET' : 'POST';
  const headers = { 'content-type': 'application/json' };
  const asked = request({ port, host: '127.0.0.1', ca, path, method, headers });
  const response = new Promise<Answer>((resolve, reject) => {
    asked.once('error', reject);
    asked.once('response', (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
    });
  });
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  return response;
}

describe('with a certificate', () => {
  it('speaks HTTPS alone, tells browsers to stay with it, and binds the session to this host', async () => {
    const certificate = selfSigned('khue one');
    put(certificate);
    const port = await open();
    expect(await fingerprint(port, certificate.cert)).toBe(certificate.fingerprint256);
    const answer = await ask(port, certificate.cert, '/api/session', ground.account);
    expect(answer.headers['strict-transport-security']).toContain('max-age=31536000');
    expect(String(answer.headers['set-cookie'])).toMatch(/^__Host-khue_session=.*Secure/u);
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');

    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    const live = new WebSocket(`wss://127.0.0.1:${port}/api/live`, { ca: certificate.cert, headers: { cookie } });
    onTestFinished(() => live.terminate());
    await once(live, 'open');
  });

  it('speaks nothing older than TLS 1.2', async () => {
    const certificate = selfSigned('khue old');
    put(certificate);
    const port = await open();
    const old = connect({
      port,
      host: '127.0.0.1',
      ca: certificate.cert,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const [error] = await once(old, 'error');
    expect(String(error)).toMatch(/protocol|version|alert/iu);
    const newer = connect({ port, host: '127.0.0.1', ca: certificate.cert, maxVersion: 'TLSv1.2' });
    await once(newer, 'secureConnect');
    expect(newer.getProtocol()).toBe('TLSv1.2');
    newer.destroy();
  });

  it('takes a new one at SIGHUP, and keeps the one before where the new one is none', async () => {
    const [first, second] = [selfSigned('khue first'), selfSigned('khue second')];
    put(first);
    const port = await open();
    put(second);
    process.emit('SIGHUP', 'SIGHUP');
    expect(await fingerprint(port, second.cert)).toBe(second.fingerprint256);
    put({ cert: first.cert, key: second.key });
    process.emit('SIGHUP', 'SIGHUP');
    expect(await fingerprint(port, second.cert)).toBe(second.fingerprint256);
    expect(ground.logText()).toContain('the new certificate is not taken');
  });

  it('does not start where key and certificate do not belong together, and says which files', async () => {
    put({ cert: selfSigned('khue a').cert, key: selfSigned('khue b').key });
    await expect(open()).rejects.toThrow('KHUE_TLS_CERT_FILE, KHUE_TLS_KEY_FILE');
  });
});
