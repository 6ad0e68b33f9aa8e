import * as openid from 'openid-client';
import { KhueError } from '@khue/domain/errors';
import { cleanText } from '@khue/domain/text';
import type { Identity } from '@khue/store/signIn';
import { z } from 'zod';
import type { IdentityProviderConfig, RoleMap } from './identityConfig.ts';

const deadlineSeconds = 8;
const nameLength = 200;

/** What binds an answer of the provider to the browser that asked: kept in a cookie of its own. */
export const pendingSchema = z.object({
  state: z.string().min(20).max(200),
  nonce: z.string().min(20).max(200),
  verifier: z.string().min(40).max(200),
});
export type PendingIdentity = z.infer<typeof pendingSchema>;

/** Who came back, and the values of the claim that the role map reads. */
export interface ClaimedIdentity {
  readonly identity: Identity;
  readonly values: readonly string[];
}

function textClaim(claims: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = claims[name];
  return typeof value === 'string' && cleanText(value) !== '' ? cleanText(value).slice(0, nameLength) : null;
}

/** One value or a list of them; anything else gives nothing. */
function valuesOf(claim: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return list.filter((value): value is string => typeof value === 'string');
}

/** The rules of the map that a person's values meet. */
export function rulesFor(map: RoleMap, values: readonly string[]): RoleMap['rules'] {
  const held = new Set(values);
  return map.rules.filter(({ value }) => held.has(value));
}

/** The provider said no, or said something that was not meant for this browser: not a line that is down. */
function isRefusal(error: unknown): boolean {
  if (error instanceof openid.ResponseBodyError || error instanceof openid.AuthorizationResponseError) return true;
  if (!(error instanceof openid.ClientError)) return false;
  return error.code !== 'OAUTH_TIMEOUT' && error.code !== 'OAUTH_RESPONSE_IS_NOT_CONFORM';
}

/**
 * The OpenID provider: authorisation code with PKCE (RFC 7636), state and nonce. Throws KHUE_IDENTITY_PROVIDER_AWAY and
 * KHUE_IDENTITY_REFUSED.
 */
export class IdentityProvider {
  readonly #config: IdentityProviderConfig;
  readonly #redirectUri: string;
  #discovered: Promise<openid.Configuration> | null = null;

  constructor(config: IdentityProviderConfig, redirectUri: string) {
    this.#config = config;
    this.#redirectUri = redirectUri;
  }

  /** Where to send the browser, and what to remember until it comes back. */
  async begin(): Promise<{ readonly url: URL; readonly pending: PendingIdentity }> {
    const configuration = await this.#discover();
    const verifier = openid.randomPKCECodeVerifier();
    const pending = { state: openid.randomState(), nonce: openid.randomNonce(), verifier };
    const url = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#redirectUri,
      scope: 'openid profile',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: pending.state,
      nonce: pending.nonce,
    });
    return { url, pending };
  }

  /** Who came back. `query`: what stands behind the `?` of the address the provider sent the browser to. */
  async finish(query: string, pending: PendingIdentity): Promise<ClaimedIdentity> {
    const configuration = await this.#discover();
    const url = new URL(this.#redirectUri);
    url.search = query;
    try {
      const tokens = await openid.authorizationCodeGrant(configuration, url, {
        pkceCodeVerifier: pending.verifier,
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new KhueError('KHUE_IDENTITY_REFUSED');
      const wanted = this.#config.roleMap.claim;
      const { userinfo_endpoint: hasMore } = configuration.serverMetadata();
      const more =
        claims[wanted] !== undefined || hasMore === undefined
          ? {}
          : await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      return this.#identityOf({ ...more, ...claims }, claims.sub);
    } catch (cause) {
      if (cause instanceof KhueError) throw cause;
      const code = isRefusal(cause) ? 'KHUE_IDENTITY_REFUSED' : 'KHUE_IDENTITY_PROVIDER_AWAY';
      throw new KhueError(code, {}, { cause });
    }
  }

  #identityOf(claims: Readonly<Record<string, unknown>>, subject: string): ClaimedIdentity {
    const name = textClaim(claims, 'preferred_username') ?? textClaim(claims, 'email') ?? subject.slice(0, nameLength);
    const displayName = textClaim(claims, 'name') ?? name;
    const identity = { issuer: this.#config.issuer, subject, name, displayName };
    return { identity, values: valuesOf(claims[this.#config.roleMap.claim]) };
  }

  async #discover(): Promise<openid.Configuration> {
    this.#discovered ??= this.#askDiscovery();
    try {
      return await this.#discovered;
    } catch (cause) {
      this.#discovered = null;
      throw new KhueError('KHUE_IDENTITY_PROVIDER_AWAY', {}, { cause });
    }
  }

  #askDiscovery(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret } = this.#config;
    const url = new URL(issuer);
    const authentication = clientSecret === null ? openid.None() : openid.ClientSecretBasic(clientSecret);
    // Only loopback issuers get past the configuration without https.
    const execute = url.protocol === 'https:' ? [] : [openid.allowInsecureRequests];
    return openid.discovery(url, clientId, undefined, authentication, { execute, timeout: deadlineSeconds });
  }
}
