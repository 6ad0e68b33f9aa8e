import { networkInterfaces } from 'node:os';
import { z } from 'zod';
import {
  type CameraNetworks,
  cameraNetworksSchema,
  onlyPrivateNetworks,
  readCameraNetworks,
} from '@khue/domain/cameraNetwork';
import { parseEnvironment } from '@khue/domain/environment';
import { secretKeyReader } from '@khue/store/secretKeyFile';
import type { StoreConfig } from '@khue/store/store';
import { parseSecretKeys } from '@khue/store/vault';
import type { GatewayConfig } from './createGateway.ts';

const poolSize = 4;

const secretKeysSchema = z.string().transform((text, context) => {
  try {
    return parseSecretKeys(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be keyId:base64 of 32 bytes, several separated by commas' });
    return z.NEVER;
  }
});

function count(fallback: number, minimum: number, maximum: number): z.ZodDefault<z.ZodCoercedNumber> {
  return z.coerce.number().int().min(minimum).max(maximum).default(fallback);
}

const environmentSchema = z.object({
  KHUE_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/u }),
  KHUE_BUS_URL: z.url({ protocol: /^mqtts?$/u }),
  KHUE_SECRET_KEYS: secretKeysSchema,
  /** Where cameras may be, CIDR, separated by commas; left out: private networks. */
  KHUE_CAMERA_NETWORKS: cameraNetworksSchema,
  KHUE_GATEWAY_HOST: z.string().min(1).default('127.0.0.1'),
  KHUE_GATEWAY_PORT: count(8_081, 0, 65_535),
  /** The dashboard's, where it runs on the same machine: no camera is asked there. */
  KHUE_HTTP_PORT: count(8_080, 0, 65_535),
  KHUE_PROBE_INTERVAL_MS: count(15_000, 1_000, 3_600_000),
  KHUE_CLOCK_INTERVAL_MS: count(60_000, 1_000, 86_400_000),
  /** Browsers at once, readers of HTTP-FLV at once, files of pictures at once, and camera streams pulled at once. */
  KHUE_GATEWAY_MAX_VIEWERS: count(200, 1, 10_000),
  KHUE_GATEWAY_MAX_RESTREAM_READERS: count(32, 0, 10_000),
  KHUE_GATEWAY_MAX_EXPORTS: count(16, 0, 1_000),
  KHUE_GATEWAY_MAX_FEEDS: count(512, 1, 10_000),
  /** What may wait for one viewer, and for one camera of a viewer. */
  KHUE_VIEWER_QUEUE_BYTES: count(4_000_000, 100_000, 256_000_000),
  KHUE_CHANNEL_QUEUE_BYTES: count(1_500_000, 50_000, 256_000_000),
  KHUE_VIEWER_STALLED_AFTER_MS: count(30_000, 1_000, 600_000),
});

/** What the gateway's process needs beside the gateway's own configuration. */
export interface GatewayProcessConfig {
  readonly busUrl: string;
  readonly store: StoreConfig;
  readonly gateway: GatewayConfig;
}

/** Everything of a gateway that an installation does not set. */
export const gatewayDefaults = {
  feeds: {
    lingerMs: 3_000,
    reconnectMinMs: 500,
    reconnectMaxMs: 8_000,
    refusedRetryMs: 60_000,
    maxGroupBytes: 8_000_000,
    firstPictureTimeoutMs: 20_000,
    steadyAfterMs: 10_000,
  },
  viewers: { inspectionIntervalMs: 5_000, subscribeBurst: 128, subscribePerSecond: 10 },
  restream: { maxReaderQueueBytes: 4_000_000, maxHubQueueBytes: 4_000_000 },
  exports: {
    maxExportsPerAccount: 2,
    maxReaderQueueBytes: 4_000_000,
    maxSnapshotBytes: 8_000_000,
    firstPictureMs: 10_000,
    overdueMs: 15_000,
    drainMs: 15_000,
  },
  maxRememberedTickets: 100_000,
  audits: {
    maxCameras: 64,
    maxCamerasPerSchool: 2,
    sampleMs: 10_000,
    lookEveryMs: 2_000,
    leaseMs: 120_000,
    jitterMs: 1_000,
    maxAttempts: 3,
  },
  onvif: {
    describeIntervalMs: 86_400_000,
    clockIntervalMs: 60_000,
    firstSpreadMs: 5_000,
    retryMinMs: 60_000,
    retryMaxMs: 3_600_000,
    refusedRestMinMs: 600_000,
    refusedRestMaxMs: 86_400_000,
    maxInFlight: 50,
    maxInFlightPerSite: 4,
  },
  inventory: { refreshIntervalMs: 600_000, retryAfterMs: 5_000 },
} as const;

/** The networks of cameras, without the ports of the house itself on this machine. */
function networksOf(values: z.infer<typeof environmentSchema>): CameraNetworks {
  const portOf = (url: string, usual: number) => Number(new URL(url).port) || usual;
  const ports = [
    portOf(values.KHUE_DATABASE_URL, 5_432),
    portOf(values.KHUE_BUS_URL, 1_883),
    values.KHUE_GATEWAY_PORT,
    values.KHUE_HTTP_PORT,
  ];
  const addresses = Object.values(networkInterfaces()).flatMap((ways) => ways?.map(({ address }) => address) ?? []);
  const own = { ports: new Set(ports), addresses: new Set(addresses) };
  return readCameraNetworks(values.KHUE_CAMERA_NETWORKS, own) ?? onlyPrivateNetworks;
}

/** Reads the gateway's environment; throws a ConfigurationError that names every faulty variable. */
export function readGatewayConfig(
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
  version: string,
): GatewayProcessConfig {
  const values = parseEnvironment(environmentSchema, environment, readFile);
  const { keys: secretKeys, activeKeyId } = values.KHUE_SECRET_KEYS;
  return {
    busUrl: values.KHUE_BUS_URL,
    store: {
      databaseUrl: values.KHUE_DATABASE_URL,
      secretKeys,
      activeKeyId,
      rereadSecretKeys: secretKeyReader(environment),
      poolSize,
      applicationName: 'khue-gateway',
    },
    gateway: {
      version,
      host: values.KHUE_GATEWAY_HOST,
      port: values.KHUE_GATEWAY_PORT,
      probeIntervalMs: values.KHUE_PROBE_INTERVAL_MS,
      cameraNetworks: networksOf(values),
      maxRememberedTickets: gatewayDefaults.maxRememberedTickets,
      inventory: gatewayDefaults.inventory,
      audits: gatewayDefaults.audits,
      onvif: { ...gatewayDefaults.onvif, clockIntervalMs: values.KHUE_CLOCK_INTERVAL_MS },
      feeds: { ...gatewayDefaults.feeds, maxFeeds: values.KHUE_GATEWAY_MAX_FEEDS },
      viewers: {
        ...gatewayDefaults.viewers,
        maxViewers: values.KHUE_GATEWAY_MAX_VIEWERS,
        maxViewerQueueBytes: values.KHUE_VIEWER_QUEUE_BYTES,
        maxChannelQueueBytes: values.KHUE_CHANNEL_QUEUE_BYTES,
        stalledAfterMs: values.KHUE_VIEWER_STALLED_AFTER_MS,
      },
      restream: { ...gatewayDefaults.restream, maxReaders: values.KHUE_GATEWAY_MAX_RESTREAM_READERS },
      exports: { ...gatewayDefaults.exports, maxExports: values.KHUE_GATEWAY_MAX_EXPORTS },
    },
  };
}
