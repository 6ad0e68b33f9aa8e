import { describe, expect, it } from 'vitest';
import { checkOrigin } from './origin.ts';

const check =
  (headers: Record<string, string>, publicOrigin: string | null = null) =>
  () =>
    checkOrigin(headers, 'khue.example:8080', publicOrigin);

describe('origin check', () => {
  it('lets a page of the same host in, over http and https', () => {
    expect(check({ origin: 'http://khue.example:8080' })).not.toThrow();
    expect(check({ origin: 'https://khue.example:8080', 'sec-fetch-site': 'same-origin' })).not.toThrow();
  });

  it('lets a client without a page in', () => {
    expect(check({})).not.toThrow();
  });

  it.each(['http://other.example:8080', 'http://khue.example', 'http://khue.example:8081', 'null', 'file://', ''])(
    'refuses a page from %s',
    (origin) => {
      expect(check({ origin })).toThrow(/another site/u);
    },
  );

  it('refuses what the browser itself calls cross-site, even without an origin', () => {
    expect(check({ 'sec-fetch-site': 'cross-site' })).toThrow(/another site/u);
    expect(check({ 'sec-fetch-site': 'same-site' })).toThrow(/another site/u);
  });

  it('holds to the public origin where one is set', () => {
    expect(check({ origin: 'https://khue.gov.example' }, 'https://khue.gov.example')).not.toThrow();
    expect(check({ origin: 'http://khue.example:8080' }, 'https://khue.gov.example')).toThrow(/another site/u);
  });
});
