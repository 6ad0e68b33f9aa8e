import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { clientAddress, proxyList } from './proxies.ts';

function from(remoteAddress: string, forwarded?: string): string {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  const request = new IncomingMessage(socket);
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded;
  return clientAddress(request, proxyList(['127.0.0.1', '10.0.0.0/8']));
}

describe('the address of a client', () => {
  it.each([
    ['its own, where it says nothing', from('127.0.0.1'), '127.0.0.1'],
    ['its own, whatever it says, where it is no proxy', from('203.0.113.5', '198.51.100.7'), '203.0.113.5'],
    ['what a proxy says', from('127.0.0.1', '198.51.100.7'), '198.51.100.7'],
    ['what the last proxy but one says', from('127.0.0.1', '192.0.2.1, 198.51.100.7, 10.1.1.1'), '198.51.100.7'],
  ])('is %s', (_what, address, expected) => {
    expect(address).toBe(expected);
  });
});
