import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '@khue/domain/environment';
import { readIdentityProvider } from './identityConfig.ts';
import { rulesFor } from './identityProvider.ts';

const map = { claim: 'groups', rules: [{ value: 'a', role: 'operator', scopeCode: null }] };
const whole = {
  KHUE_OIDC_ISSUER: 'https://id.example/realm',
  KHUE_OIDC_CLIENT_ID: 'khue',
  KHUE_OIDC_CLIENT_SECRET: 'geheim',
  KHUE_OIDC_ROLE_MAP: JSON.stringify(map),
  KHUE_PUBLIC_ORIGIN: 'https://khue.example',
};

describe('configuration of the identity provider', () => {
  it('is left out whole', () => {
    expect(readIdentityProvider({})).toBeNull();
  });

  it('reads the role map, territory where no relation is named', () => {
    const read = readIdentityProvider(whole);
    expect(read).toMatchObject({ clientId: 'khue', title: 'id.example' });
    expect(read?.roleMap.rules[0]).toMatchObject({ role: 'operator', relation: 'territorial' });
  });

  it.each([
    ['without a public origin', { KHUE_PUBLIC_ORIGIN: undefined }],
    ['without a role map', { KHUE_OIDC_ROLE_MAP: undefined }],
    ['with a map that is no JSON', { KHUE_OIDC_ROLE_MAP: 'geheim {' }],
    ['with a map of another shape', { KHUE_OIDC_ROLE_MAP: '{"claim":"geheim"}' }],
    ['over a line that anybody can read', { KHUE_OIDC_ISSUER: 'http://id.example' }],
  ])('stops the start %s, and tells no value', (_why, change) => {
    const read = () => readIdentityProvider({ ...whole, ...change });
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(/KHUE_OIDC/u);
    expect(read).not.toThrow(/geheim/u);
  });

  it('gives the rules whose value somebody holds', () => {
    const roleMap = readIdentityProvider(whole)?.roleMap;
    expect(roleMap && rulesFor(roleMap, ['b', 'a'])).toHaveLength(1);
    expect(roleMap && rulesFor(roleMap, ['A'])).toHaveLength(0);
  });
});
