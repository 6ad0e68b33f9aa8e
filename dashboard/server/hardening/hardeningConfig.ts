import { z } from 'zod';
import { ConfigurationError } from '@khue/domain/environment';

/** How many requests come through: so many at once, and then so many a second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** What keeps a client from taking more than its share. */
export interface HardeningConfig {
  /** Certificate (with its chain) and key, PEM files; null: HTTP, as behind a proxy or on one's own machine. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** What `/.well-known/security.txt` says (RFC 9116); null: there is none. */
  readonly securityText: { readonly contacts: readonly string[]; readonly expiresAt: string } | null;
  readonly perAddress: Rate;
  /** People and wall displays. */
  readonly perAccount: Rate;
  /** Clients of the feed. */
  readonly perClient: Rate;
  /** WebSockets that one account opens; those of one address come by the rate of its requests. */
  readonly upgradesPerAccount: Rate;
  readonly connectionsPerAddress: number;
  /** A request's headers have to be there by then, and so has a body that is no file. */
  readonly headersDeadlineMs: number;
  readonly bodyDeadlineMs: number;
  /** A file of pictures has left by then, a minute's clip and its first picture included, or is broken off. */
  readonly pictureFileDeadlineMs: number;
  /** A file that comes slower than this on average, after `bodyDeadlineMs`, is broken off. Bytes a second. */
  readonly uploadMinimumRate: number;
}

export const defaultHardening: HardeningConfig = {
  tls: null,
  securityText: null,
  perAddress: { burst: 2_000, perSecond: 200 },
  perAccount: { burst: 1_000, perSecond: 50 },
  perClient: { burst: 1_000, perSecond: 100 },
  upgradesPerAccount: { burst: 200, perSecond: 5 },
  connectionsPerAddress: 1_000,
  headersDeadlineMs: 10_000,
  bodyDeadlineMs: 10_000,
  pictureFileDeadlineMs: 120_000,
  uploadMinimumRate: 16_384,
};

const count = (fallback: number) => z.coerce.number().int().min(1).max(1_000_000).default(fallback);

/** Where holes are told: addresses of the kinds that RFC 9116 knows, separated by commas. */
const contactsSchema = z
  .string()
  .transform((text) => text.split(',').map((contact) => contact.trim()))
  .pipe(
    z
      .array(z.string().regex(/^(?:mailto:|https:\/\/|tel:)[\x21-\x7e]+$/u))
      .min(1)
      .max(10),
  );

/** The variables of the environment that describe it. */
export const hardeningEnvironment = {
  KHUE_TLS_CERT_FILE: z.string().optional(),
  KHUE_TLS_KEY_FILE: z.string().optional(),
  KHUE_SECURITY_CONTACT: contactsSchema.optional(),
  KHUE_SECURITY_EXPIRES: z.iso.datetime({ offset: true }).optional(),
  KHUE_REQUESTS_PER_ADDRESS_BURST: count(defaultHardening.perAddress.burst),
  KHUE_REQUESTS_PER_ADDRESS_PER_SECOND: count(defaultHardening.perAddress.perSecond),
  KHUE_REQUESTS_PER_ACCOUNT_BURST: count(defaultHardening.perAccount.burst),
  KHUE_REQUESTS_PER_ACCOUNT_PER_SECOND: count(defaultHardening.perAccount.perSecond),
  KHUE_REQUESTS_PER_CLIENT_BURST: count(defaultHardening.perClient.burst),
  KHUE_REQUESTS_PER_CLIENT_PER_SECOND: count(defaultHardening.perClient.perSecond),
  KHUE_UPGRADES_PER_ACCOUNT_BURST: count(defaultHardening.upgradesPerAccount.burst),
  KHUE_UPGRADES_PER_ACCOUNT_PER_SECOND: count(defaultHardening.upgradesPerAccount.perSecond),
  KHUE_CONNECTIONS_PER_ADDRESS: count(defaultHardening.connectionsPerAddress),
};

interface Values {
  readonly KHUE_TLS_CERT_FILE?: string | undefined;
  readonly KHUE_TLS_KEY_FILE?: string | undefined;
  readonly KHUE_SECURITY_CONTACT?: string[] | undefined;
  readonly KHUE_SECURITY_EXPIRES?: string | undefined;
  readonly KHUE_REQUESTS_PER_ADDRESS_BURST: number;
  readonly KHUE_REQUESTS_PER_ADDRESS_PER_SECOND: number;
  readonly KHUE_REQUESTS_PER_ACCOUNT_BURST: number;
  readonly KHUE_REQUESTS_PER_ACCOUNT_PER_SECOND: number;
  readonly KHUE_REQUESTS_PER_CLIENT_BURST: number;
  readonly KHUE_REQUESTS_PER_CLIENT_PER_SECOND: number;
  readonly KHUE_UPGRADES_PER_ACCOUNT_BURST: number;
  readonly KHUE_UPGRADES_PER_ACCOUNT_PER_SECOND: number;
  readonly KHUE_CONNECTIONS_PER_ADDRESS: number;
}

function tlsOf({ KHUE_TLS_CERT_FILE: certFile, KHUE_TLS_KEY_FILE: keyFile }: Values): HardeningConfig['tls'] {
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  if (certFile === undefined && keyFile === undefined) return null;
  throw new ConfigurationError('KHUE_TLS_CERT_FILE, KHUE_TLS_KEY_FILE: both are needed, or neither');
}

function securityTextOf(values: Values): HardeningConfig['securityText'] {
  const { KHUE_SECURITY_CONTACT: contacts, KHUE_SECURITY_EXPIRES: expires } = values;
  if (contacts === undefined && expires === undefined) return null;
  if (contacts === undefined || expires === undefined) {
    throw new ConfigurationError(
      'KHUE_SECURITY_CONTACT, KHUE_SECURITY_EXPIRES: both are needed, or neither (RFC 9116)',
    );
  }
  return { contacts, expiresAt: new Date(expires).toISOString() };
}

/** Throws a ConfigurationError where one of a pair is missing. */
export function readHardening(values: Values): HardeningConfig {
  return {
    ...defaultHardening,
    tls: tlsOf(values),
    securityText: securityTextOf(values),
    perAddress: {
      burst: values.KHUE_REQUESTS_PER_ADDRESS_BURST,
      perSecond: values.KHUE_REQUESTS_PER_ADDRESS_PER_SECOND,
    },
    perAccount: {
      burst: values.KHUE_REQUESTS_PER_ACCOUNT_BURST,
      perSecond: values.KHUE_REQUESTS_PER_ACCOUNT_PER_SECOND,
    },
    perClient: {
      burst: values.KHUE_REQUESTS_PER_CLIENT_BURST,
      perSecond: values.KHUE_REQUESTS_PER_CLIENT_PER_SECOND,
    },
    upgradesPerAccount: {
      burst: values.KHUE_UPGRADES_PER_ACCOUNT_BURST,
      perSecond: values.KHUE_UPGRADES_PER_ACCOUNT_PER_SECOND,
    },
    connectionsPerAddress: values.KHUE_CONNECTIONS_PER_ADDRESS,
  };
}
