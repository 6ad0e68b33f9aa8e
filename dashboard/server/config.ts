import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseEnvironment } from '@khue/domain/environment';
import { type TierName, tierNameSchema } from '@khue/domain/tier';
import type { WrongCodeBound } from '@khue/store/signIn';
import { type HardeningConfig, hardeningEnvironment, readHardening } from './hardening/hardeningConfig.ts';
import {
  type IdentityProviderConfig,
  identityProviderEnvironment,
  readIdentityProvider,
} from './signIn/identityConfig.ts';

/** Names of the tiers, separated by commas: `database,bus,ingest`. */
const tierListSchema = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(tierNameSchema).min(1));

/** Addresses or CIDR ranges of reverse proxies, separated by commas. */
const addressListSchema = z.string().transform((text) => text.split(',').map((address) => address.trim()));

const environmentSchema = z.object({
  ...identityProviderEnvironment,
  ...hardeningEnvironment,
  KHUE_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/u }),
  KHUE_BUS_URL: z.url({ protocol: /^mqtts?$/u }),
  KHUE_SECRET_KEYS: z.string(),
  KHUE_GATEWAY_URL: z.url({ protocol: /^http$/u }),
  KHUE_LAYERS_DIR: z.string().optional(),
  KHUE_WEB_DIR: z.string().optional(),
  KHUE_HTTP_HOST: z.string().default('127.0.0.1'),
  KHUE_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  KHUE_EXPECTED_TIERS: tierListSchema.default(['database', 'bus', 'ingest', 'gateway', 'dashboard']),
  KHUE_TRUST_PROXY: addressListSchema.default([]),
  KHUE_PUBLIC_ORIGIN: z.url({ protocol: /^https?$/u }).optional(),
  KHUE_COOKIE_SECURE: z.enum(['auto', 'always']).default('auto'),
  KHUE_SECOND_FACTOR: z.enum(['required', 'optional']).default('required'),
  KHUE_SESSION_LIFETIME_MS: z.coerce
    .number()
    .int()
    .min(60_000)
    .default(12 * 3_600_000),
  KHUE_WRONG_CODES_LIMIT: z.coerce.number().int().min(5).max(1_000).default(20),
  KHUE_WRONG_CODES_WINDOW_MS: z.coerce
    .number()
    .int()
    .min(60_000)
    .default(24 * 3_600_000),
  KHUE_STATUS_STALE_AFTER_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .default(5 * 60_000),
});

/** What the dashboard's HTTP side needs to know. */
export interface DashboardConfig {
  readonly httpHost: string;
  /** 0 takes a free port. */
  readonly httpPort: number;
  /** Where the gateway's own HTTP and WebSocket listen: `http://127.0.0.1:8090`. */
  readonly gatewayUrl: string;
  /** Folder of the built web client; null serves the API alone. */
  readonly webDir: string | null;
  /** Tiers that must be up before `/healthz` answers 200. */
  readonly expectedTiers: readonly TierName[];
  /** Proxies whose `X-Forwarded-*` is believed: addresses or CIDR ranges. Empty: none. */
  readonly trustedProxies: readonly string[];
  /** The only origin browsers may come from, or null: the host they address. */
  readonly publicOrigin: string | null;
  /** `auto`: the cookie is Secure when the request came over https; `always`: in any case. */
  readonly cookieSecure: 'auto' | 'always';
  readonly sessionLifetimeMs: number;
  /** `required`: roles that ask for a second factor do not work without one; `optional`: they are only advised to. */
  readonly secondFactor: 'required' | 'optional';
  /** How many wrong codes of a second factor an account may have within how long, before its second step is closed. */
  readonly wrongCodes: WrongCodeBound;
  /** Sign-in through an identity provider; null: none. */
  readonly identityProvider: IdentityProviderConfig | null;
  readonly hardening: HardeningConfig;
  /** A camera nothing was heard of for this long is shown as unknown. */
  readonly statusStaleAfterMs: number;
}

/** Everything `main.ts` needs: the dashboard's own part and where the others are. */
export interface DashboardEnvironment {
  readonly databaseUrl: string;
  readonly busUrl: string;
  /** `keyId:base64[,keyId2:base64]`: the store opens with the right keys only. */
  readonly secretKeys: string;
  /** Folder of the map layers, or null: what is built in. */
  readonly layersDir: string | null;
  readonly dashboard: DashboardConfig;
}

/** Reads the configuration; throws ConfigurationError naming every faulty variable. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): DashboardEnvironment {
  const values = parseEnvironment(environmentSchema, environment, (path) => readFileSync(path, 'utf8'));
  return {
    databaseUrl: values.KHUE_DATABASE_URL,
    busUrl: values.KHUE_BUS_URL,
    secretKeys: values.KHUE_SECRET_KEYS,
    layersDir: values.KHUE_LAYERS_DIR ?? null,
    dashboard: {
      httpHost: values.KHUE_HTTP_HOST,
      httpPort: values.KHUE_HTTP_PORT,
      gatewayUrl: values.KHUE_GATEWAY_URL,
      webDir: values.KHUE_WEB_DIR ?? null,
      expectedTiers: values.KHUE_EXPECTED_TIERS,
      trustedProxies: values.KHUE_TRUST_PROXY,
      publicOrigin: values.KHUE_PUBLIC_ORIGIN === undefined ? null : new URL(values.KHUE_PUBLIC_ORIGIN).origin,
      cookieSecure: values.KHUE_COOKIE_SECURE,
      sessionLifetimeMs: values.KHUE_SESSION_LIFETIME_MS,
      secondFactor: values.KHUE_SECOND_FACTOR,
      wrongCodes: { limit: values.KHUE_WRONG_CODES_LIMIT, windowMs: values.KHUE_WRONG_CODES_WINDOW_MS },
      identityProvider: readIdentityProvider(values),
      hardening: readHardening(values),
      statusStaleAfterMs: values.KHUE_STATUS_STALE_AFTER_MS,
    },
  };
}
