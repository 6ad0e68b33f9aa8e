import { z } from 'zod';
import { cameraNetworksSchema, onlyPrivateNetworks, readCameraNetworks } from '@khue/domain/cameraNetwork';
import { parseEnvironment } from '@khue/domain/environment';
import { readAnchorKey } from '@khue/store/logAnchor';
import { secretKeyReader } from '@khue/store/secretKeyFile';
import type { StoreConfig } from '@khue/store/store';
import { parseSecretKeys } from '@khue/store/vault';
import type { IngestConfig } from './createIngest.ts';

const environmentSchema = z.object({
  KHUE_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/u }),
  KHUE_BUS_URL: z.url({ protocol: /^mqtts?$/u }),
  KHUE_SECRET_KEYS: z.string(),
  KHUE_LAYERS_DIR: z.string().optional(),
  /** Where cameras may be, CIDR, separated by commas; left out: private networks. */
  KHUE_CAMERA_NETWORKS: cameraNetworksSchema,
  KHUE_STATUS_BATCH_INTERVAL_MS: z.coerce.number().int().min(10).max(60_000).default(250),
  KHUE_STATUS_BATCH_SIZE: z.coerce.number().int().min(1).max(50_000).default(5_000),
  KHUE_STATUS_BUFFER_LIMIT: z.coerce.number().int().min(1_000).max(10_000_000).default(200_000),
  KHUE_SAMPLE_RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(7),
  /** How often it is looked which alarms have to change. */
  KHUE_ALARM_BEAT_MS: z.coerce.number().int().min(100).max(60_000).default(1_000),
  /** Another ingest raises alarms when the one at work has been silent for so long. */
  KHUE_ALARM_LEASE_MS: z.coerce.number().int().min(3_000).max(600_000).default(15_000),
  /** Base64 of 32 bytes; left out: the log is not anchored. */
  KHUE_LOG_ANCHOR_KEY: z.string().optional(),
  /** Anchors are added to this file as well, one line of JSON each. */
  KHUE_LOG_ANCHOR_FILE: z.string().optional(),
  KHUE_LOG_CHECK_INTERVAL_MS: z.coerce.number().int().min(1_000).max(86_400_000).default(600_000),
});

export interface IngestProcessConfig {
  readonly busUrl: string;
  readonly layersDir: string | null;
  readonly store: StoreConfig;
  readonly ingest: IngestConfig;
}

/** Reads ingest's environment; throws a ConfigurationError that names every faulty variable. */
export function readIngestConfig(
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
  version: string,
): IngestProcessConfig {
  const values = parseEnvironment(environmentSchema, environment, readFile);
  const { keys, activeKeyId } = parseSecretKeys(values.KHUE_SECRET_KEYS);
  return {
    busUrl: values.KHUE_BUS_URL,
    layersDir: values.KHUE_LAYERS_DIR ?? null,
    store: {
      databaseUrl: values.KHUE_DATABASE_URL,
      secretKeys: keys,
      activeKeyId,
      rereadSecretKeys: secretKeyReader(environment),
      poolSize: 4,
      applicationName: 'khue-ingest',
    },
    ingest: {
      version,
      networks: readCameraNetworks(values.KHUE_CAMERA_NETWORKS) ?? onlyPrivateNetworks,
      retentionDays: values.KHUE_SAMPLE_RETENTION_DAYS,
      alarms: { beatMs: values.KHUE_ALARM_BEAT_MS, leaseMs: values.KHUE_ALARM_LEASE_MS },
      logKeeping: {
        anchorKey: values.KHUE_LOG_ANCHOR_KEY === undefined ? null : readAnchorKey(values.KHUE_LOG_ANCHOR_KEY),
        anchorFile: values.KHUE_LOG_ANCHOR_FILE ?? null,
        checkIntervalMs: values.KHUE_LOG_CHECK_INTERVAL_MS,
      },
      recorder: {
        batchIntervalMs: values.KHUE_STATUS_BATCH_INTERVAL_MS,
        batchSize: values.KHUE_STATUS_BATCH_SIZE,
        bufferLimit: values.KHUE_STATUS_BUFFER_LIMIT,
      },
    },
  };
}
