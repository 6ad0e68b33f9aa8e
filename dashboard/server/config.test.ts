import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '@khue/domain/environment';
import { readConfig } from './config.ts';

const enough = {
  KHUE_DATABASE_URL: 'postgres://khue:geheim@127.0.0.1:5432/khue',
  KHUE_BUS_URL: 'mqtt://127.0.0.1:1883',
  KHUE_SECRET_KEYS: `k1:${Buffer.alloc(32, 9).toString('base64')}`,
  KHUE_GATEWAY_URL: 'http://127.0.0.1:8090',
};

describe('configuration of the dashboard', () => {
  it('needs little', () => {
    const { dashboard, layersDir } = readConfig(enough);
    expect(dashboard.httpPort).toBe(8080);
    expect(dashboard.expectedTiers).toEqual(['database', 'bus', 'ingest', 'gateway', 'dashboard']);
    expect(layersDir).toBeNull();
  });

  it('reads lists and an origin', () => {
    const { dashboard } = readConfig({
      ...enough,
      KHUE_EXPECTED_TIERS: 'database, simulator',
      KHUE_TRUST_PROXY: '10.0.0.0/8,127.0.0.1',
      KHUE_PUBLIC_ORIGIN: 'https://khue.example/',
    });
    expect(dashboard.expectedTiers).toEqual(['database', 'simulator']);
    expect(dashboard.trustedProxies).toEqual(['10.0.0.0/8', '127.0.0.1']);
    expect(dashboard.publicOrigin).toBe('https://khue.example');
  });

  it('reads limits, a certificate and whom to tell of holes; halves of a pair are refused', () => {
    const { hardening } = readConfig({
      ...enough,
      KHUE_REQUESTS_PER_ACCOUNT_BURST: '7',
      KHUE_REQUESTS_PER_CLIENT_PER_SECOND: '150',
      KHUE_TLS_CERT_FILE: '/a.crt',
      KHUE_TLS_KEY_FILE: '/a.key',
      KHUE_SECURITY_CONTACT: 'mailto:a@khue.example, https://khue.example/b',
      KHUE_SECURITY_EXPIRES: '2027-01-01T00:00:00+07:00',
    }).dashboard;
    expect(hardening.perAccount).toEqual({ burst: 7, perSecond: 50 });
    expect(hardening.perClient).toEqual({ burst: 1_000, perSecond: 150 });
    expect(hardening.tls).toEqual({ certFile: '/a.crt', keyFile: '/a.key' });
    expect(hardening.securityText).toEqual({
      contacts: ['mailto:a@khue.example', 'https://khue.example/b'],
      expiresAt: '2026-12-31T17:00:00.000Z',
    });
    expect(() => readConfig({ ...enough, KHUE_TLS_CERT_FILE: '/a.crt' })).toThrow('KHUE_TLS_KEY_FILE');
    expect(() => readConfig({ ...enough, KHUE_SECURITY_CONTACT: 'mailto:a@b' })).toThrow('KHUE_SECURITY_EXPIRES');
    expect(() => readConfig({ ...enough, KHUE_SECURITY_CONTACT: 'javascript:x' })).toThrow('KHUE_SECURITY_CONTACT');
  });

  it('names every faulty variable and no value', () => {
    const faulty = {
      ...enough,
      KHUE_PUBLIC_ORIGIN: 'ftp://geheim',
      KHUE_HTTP_PORT: '99999',
      KHUE_EXPECTED_TIERS: 'kitchen',
    };
    expect(() => readConfig(faulty)).toThrow(ConfigurationError);
    expect(() => readConfig(faulty)).toThrow(/KHUE_HTTP_PORT[\s\S]*KHUE_EXPECTED_TIERS[\s\S]*KHUE_PUBLIC_ORIGIN/u);
    expect(() => readConfig(faulty)).not.toThrow(/geheim|99999/u);
  });
});
