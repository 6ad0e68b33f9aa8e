import { privateNetworks } from '@khue/domain/cameraNetwork';
import type { TierName } from '@khue/domain/tier';
import { busUrlFor } from '@khue/store/bus/busSecrets';
import type { DataFolder } from './dataFolder.ts';
import { type InternalPorts, simulatorPortCount } from './ports.ts';
import { webDir } from './webBuild.ts';

/** What `khue start` was asked for. */
export interface StartOptions {
  readonly host: string;
  readonly port: number;
  readonly simulator: boolean;
  /** PEM files of a certificate and its key; null: HTTP. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly schools: number;
  readonly cameras: number;
  /** Faults that the synthetic city begins with. */
  readonly scenario: 'calm' | 'lively';
}

/** Hosts that only this machine reaches. */
const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

/** Where cameras may be: as it was set, and on this machine where the synthetic city is. */
function cameraNetworks({ simulator }: StartOptions): string {
  const set = process.env['KHUE_CAMERA_NETWORKS'] ?? privateNetworks;
  return simulator ? `${set},127.0.0.0/8` : set;
}

/** Environment of a tier of one installation on one machine. The keys of the store travel as file names. */
export function tierEnvironment(
  tier: 'ingest' | 'gateway' | 'dashboard',
  options: StartOptions,
  folder: DataFolder,
  ports: InternalPorts,
  databaseUrl: string,
): Readonly<Record<string, string>> {
  const tiers: TierName[] = ['database', 'bus', 'ingest', 'gateway', 'dashboard'];
  return {
    KHUE_DATABASE_URL: databaseUrl,
    KHUE_BUS_URL: busUrlFor(tier, folder.busSecrets, ports.bus),
    KHUE_SECRET_KEYS_FILE: folder.secretKeysFile,
    KHUE_LOG_ANCHOR_KEY_FILE: folder.logAnchorKeyFile,
    KHUE_LOG_ANCHOR_FILE: folder.logAnchorFile,
    KHUE_LAYERS_DIR: folder.layersDir,
    KHUE_CAMERA_NETWORKS: cameraNetworks(options),
    KHUE_HTTP_HOST: options.host,
    KHUE_HTTP_PORT: String(options.port),
    // A first look on one's own machine stays simple; whoever opens the port to others has administrators use two factors.
    KHUE_SECOND_FACTOR: loopbackHosts.has(options.host) ? 'optional' : 'required',
    KHUE_GATEWAY_HOST: '127.0.0.1',
    KHUE_GATEWAY_PORT: String(ports.gateway),
    KHUE_GATEWAY_URL: `http://127.0.0.1:${ports.gateway}`,
    KHUE_WEB_DIR: webDir,
    ...(options.tls !== null && { KHUE_TLS_CERT_FILE: options.tls.certFile, KHUE_TLS_KEY_FILE: options.tls.keyFile }),
    KHUE_EXPECTED_TIERS: [...tiers, ...(options.simulator ? ['simulator'] : [])].join(','),
  };
}

/** Environment of the synthetic city, which knows nothing of the house. */
export function simulatorEnvironment(
  options: StartOptions,
  folder: DataFolder,
  ports: InternalPorts,
): Readonly<Record<string, string>> {
  return {
    KHUE_SIMULATOR_HOST: '127.0.0.1',
    KHUE_SIMULATOR_CONTROL_PORT: String(ports.simulatorControl),
    KHUE_SIMULATOR_RTSP_PORTS: `${ports.simulatorRtsp}+${simulatorPortCount}`,
    KHUE_SIMULATOR_ONVIF_PORTS: `${ports.simulatorOnvif}+${simulatorPortCount}`,
    KHUE_SIMULATOR_SCHOOLS: String(options.schools),
    KHUE_SIMULATOR_CAMERAS: String(options.cameras),
    KHUE_SIMULATOR_SCENARIO: options.scenario,
    // Encoded pictures are alike everywhere: a machine that starts many cities may share one folder.
    KHUE_SIMULATOR_CACHE_DIR: process.env['KHUE_SIMULATOR_CACHE_DIR'] ?? folder.simulatorCacheDir,
  };
}
