import { ConfigurationError } from '@khue/domain/environment';
import { relationKindSchema } from '@khue/domain/unit';
import { z } from 'zod';

/** Which claim gives which role where. Codes: of a unit or a school in the registry; null: the whole city. */
const roleMapSchema = z.object({
  /** Name of the claim that holds the values, e.g. `groups`. */
  claim: z.string().min(1).max(100),
  rules: z
    .array(
      z.object({
        value: z.string().min(1).max(500),
        role: z.string().min(1).max(40),
        scopeCode: z.string().min(1).max(100).nullable(),
        relation: relationKindSchema.default('territorial'),
      }),
    )
    .min(1)
    .max(5_000),
});
export type RoleMap = z.infer<typeof roleMapSchema>;

/** Where people sign in who have no password here. */
export interface IdentityProviderConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** null: a public client, which only PKCE protects. */
  readonly clientSecret: string | null;
  /** On the button of the sign-in page. */
  readonly title: string;
  readonly roleMap: RoleMap;
}

/** The variables of the environment that describe it. */
export const identityProviderEnvironment = {
  KHUE_OIDC_ISSUER: z.url({ protocol: /^https?$/u }).optional(),
  KHUE_OIDC_CLIENT_ID: z.string().optional(),
  KHUE_OIDC_CLIENT_SECRET: z.string().optional(),
  KHUE_OIDC_TITLE: z.string().max(60).optional(),
  KHUE_OIDC_ROLE_MAP: z.string().optional(),
};

interface Values {
  readonly KHUE_OIDC_ISSUER?: string | undefined;
  readonly KHUE_OIDC_CLIENT_ID?: string | undefined;
  readonly KHUE_OIDC_CLIENT_SECRET?: string | undefined;
  readonly KHUE_OIDC_TITLE?: string | undefined;
  readonly KHUE_OIDC_ROLE_MAP?: string | undefined;
  readonly KHUE_PUBLIC_ORIGIN?: string | undefined;
}

function isLoopback(url: URL): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
}

function parseRoleMap(text: string): RoleMap {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new ConfigurationError('KHUE_OIDC_ROLE_MAP: is no JSON', { cause });
  }
  const parsed = roleMapSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ConfigurationError(`KHUE_OIDC_ROLE_MAP: ${faults.join('; ')}`);
}

/** The identity provider, or null where none is set; throws ConfigurationError naming what is missing, never a value. */
export function readIdentityProvider(values: Values): IdentityProviderConfig | null {
  if (values.KHUE_OIDC_ISSUER === undefined) return null;
  const { KHUE_OIDC_CLIENT_ID: clientId, KHUE_OIDC_ROLE_MAP: roleMap, KHUE_PUBLIC_ORIGIN: origin } = values;
  if (clientId === undefined || roleMap === undefined || origin === undefined) {
    throw new ConfigurationError(
      'KHUE_OIDC_ISSUER: needs KHUE_OIDC_CLIENT_ID, KHUE_OIDC_ROLE_MAP and KHUE_PUBLIC_ORIGIN beside it',
    );
  }
  const issuer = new URL(values.KHUE_OIDC_ISSUER);
  if (issuer.protocol !== 'https:' && !isLoopback(issuer)) {
    throw new ConfigurationError('KHUE_OIDC_ISSUER: must be https');
  }
  return {
    issuer: values.KHUE_OIDC_ISSUER,
    clientId,
    clientSecret: values.KHUE_OIDC_CLIENT_SECRET ?? null,
    title: values.KHUE_OIDC_TITLE ?? issuer.hostname,
    roleMap: parseRoleMap(roleMap),
  };
}
