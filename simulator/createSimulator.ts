import { buildCity } from './city/city.ts';
import { CameraRoster } from './cameraState.ts';
import type { SimulatorConfig } from './config.ts';
import { ControlServer } from './control/controlServer.ts';
import { FaultBoard } from './faults/faultBoard.ts';
import { applyScenario } from './faults/scenarios.ts';
import { makeCertificates } from './onvif/certificates.ts';
import { OnvifServer } from './onvif/onvifServer.ts';
import { createPictureSources } from './picture/pictureSource.ts';
import { reportSheets } from './reports/schoolReports.ts';
import { LiveStreams } from './rtsp/liveStreams.ts';
import { RtspServer } from './rtsp/rtspServer.ts';

export interface SimulatorPorts {
  readonly control: number;
  readonly rtsp: readonly number[];
  readonly onvif: readonly number[];
}

/** A synthetic city that can be switched on. */
export interface Simulator {
  start(): Promise<void>;
  /** Within 5 s; no start after it. */
  stop(): Promise<void>;
  metrics(): Record<string, number>;
  /** The real ports; before the start those of the configuration. */
  ports(): SimulatorPorts;
}

/** Builds the city; nothing listens before `start`. `now` gives real time, ms since the Unix epoch. */
export async function createSimulator(config: SimulatorConfig, now: () => number = Date.now): Promise<Simulator> {
  const city = buildCity(config);
  const board = new FaultBoard(
    city.cameras.map((camera) => camera.code),
    now,
  );
  const roster = new CameraRoster(city, board, now);
  const library = await createPictureSources({ cacheDir: config.cacheDir });
  const streams = new LiveStreams(roster, library);
  let ports: SimulatorPorts = { control: config.controlPort, rtsp: config.rtspPorts, onvif: config.onvifPorts };
  const numbers = new Map(city.cameras.map((camera, index) => [camera.code, index]));
  const portOf = (list: readonly number[], code: string): number => list[(numbers.get(code) ?? 0) % list.length] ?? 0;
  const addresses = {
    host: config.host,
    rtspPort: (code: string) => portOf(ports.rtsp, code),
    onvifPort: (code: string) => portOf(ports.onvif, code),
  };
  let tlsPorts: Awaited<ReturnType<OnvifServer['startTls']>> = { trusted: 0, expired: 0, self_signed: 0 };
  const rtsp = new RtspServer(roster, streams, config.sessionTimeoutS, config.sceneWaitMs);
  const onvif = new OnvifServer({
    roster,
    source: (state, profile) => streams.source(state, profile),
    rtspPort: addresses.rtspPort,
    tlsPort: (kind) => tlsPorts[kind],
  });
  const metrics = () => ({ ...rtsp.metrics(), ...onvif.metrics(), faults: board.size });
  const control = new ControlServer({
    city,
    roster,
    streams,
    addresses,
    metrics,
    reports: reportSheets(city, config.seed),
  });
  const stop = async (): Promise<void> => {
    await Promise.all([control.stop(), onvif.stop(), rtsp.stop()]);
    await library.close();
  };
  /** Encodes the small pictures of every scene in the background; until then a camera shows the waiting picture. */
  const prepareScenes = async (): Promise<void> => {
    // One after the other: a scene that somebody waits for comes in between.
    // One that cannot be encoded keeps its waiting picture: the library says so to whoever asks for it.
    for (const scene of library.scenes) await library.ready(scene, 'sub', 'h264').catch(() => undefined);
  };
  return {
    start: async () => {
      applyScenario(config.scenario, city, board);
      try {
        const [rtspPorts, onvifPorts] = await Promise.all([
          rtsp.start(config.host, config.rtspPorts),
          onvif.start(config.host, config.onvifPorts),
        ]);
        ports = { ...ports, rtsp: rtspPorts, onvif: onvifPorts };
        tlsPorts = await onvif.startTls(config.host, makeCertificates(now()));
        ports = { ...ports, control: await control.start(config.host, config.controlPort) };
        void prepareScenes();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    metrics,
    ports: () => ports,
  };
}
