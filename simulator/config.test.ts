import { describe, expect, it } from 'vitest';
import { readSimulatorConfig, SimulatorConfigError } from './config.ts';

describe('the configuration of the simulator', () => {
  it('has a default city on fixed ports of this machine', () => {
    expect(readSimulatorConfig({ KHUE_SIMULATOR_SEED: '' })).toEqual({
      host: '127.0.0.1',
      controlPort: 7600,
      rtspPorts: [7554, 7555, 7556, 7557],
      onvifPorts: [7580, 7581],
      sessionTimeoutS: 60,
      sceneWaitMs: 3_000,
      schools: 24,
      cameras: 96,
      seed: 'khue',
      scenario: 'calm',
      cacheDir: null,
    });
  });

  it('takes ports as a first one and a count, or any free ones', () => {
    const config = readSimulatorConfig({ KHUE_SIMULATOR_RTSP_PORTS: '9000+2', KHUE_SIMULATOR_ONVIF_PORTS: '0+3' });
    expect(config.rtspPorts).toEqual([9000, 9001]);
    expect(config.onvifPorts).toEqual([0, 0, 0]);
    expect(readSimulatorConfig({ KHUE_SIMULATOR_RTSP_PORTS: '0' }).rtspPorts).toEqual([0]);
  });

  it('names every variable that does not fit, and never its value', () => {
    const read = () =>
      readSimulatorConfig({
        KHUE_SIMULATOR_RTSP_PORTS: '65530+9',
        KHUE_SIMULATOR_CAMERAS: '-5',
        KHUE_SIMULATOR_SCENARIO: 'stormy',
      });
    expect(read).toThrow(SimulatorConfigError);
    expect(read).toThrow(/RTSP_PORTS[\s\S]*CAMERAS[\s\S]*SCENARIO/u);
    expect(read).not.toThrow(/65530|stormy/u);
  });
});
