import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '@khue/domain/environment';
import { readGatewayConfig } from './config.ts';

const environment = {
  KHUE_DATABASE_URL: 'postgres://khue:secret@127.0.0.1:5432/khue',
  KHUE_BUS_URL: 'mqtt://127.0.0.1:1883',
  KHUE_SECRET_KEYS: `k2:${randomBytes(32).toString('base64')},k1:${randomBytes(32).toString('base64')}`,
};

function noFile(path: string): string {
  throw new Error(`no file ${path}`);
}

describe('gateway configuration', () => {
  it('needs no more than two addresses and the keys', () => {
    const config = readGatewayConfig(environment, noFile, '1.0.0');
    expect([config.gateway.host, config.gateway.probeIntervalMs]).toEqual(['127.0.0.1', 15_000]);
  });

  it('seals with the first key and knows the others', () => {
    const { store } = readGatewayConfig(environment, noFile, '1.0.0');
    expect([store.activeKeyId, [...store.secretKeys.keys()]]).toEqual(['k2', ['k2', 'k1']]);
  });

  it('takes a secret out of a file', () => {
    const { KHUE_SECRET_KEYS: keys, ...others } = environment;
    const { store } = readGatewayConfig({ ...others, KHUE_SECRET_KEYS_FILE: '/keys' }, () => `${keys}\n`, '1.0.0');
    expect(store.activeKeyId).toBe('k2');
  });

  it('names every variable that does not fit, never its value', () => {
    const faulty = {
      ...environment,
      KHUE_GATEWAY_PORT: '70000',
      KHUE_SECRET_KEYS: 'k1:c2hvcnQ=',
    };
    expect(() => readGatewayConfig(faulty, noFile, '1.0.0')).toThrow(
      expect.toSatisfy(
        (error: unknown) =>
          error instanceof ConfigurationError &&
          ['KHUE_GATEWAY_PORT', 'KHUE_SECRET_KEYS'].every((name) => error.message.includes(name)) &&
          !error.message.includes('c2hvcnQ='),
      ),
    );
  });
});
