import { describe, expect, it } from 'vitest';
import { operations } from '../onvif/soapRequest.ts';
import { NotReadOnlyError, requireReadOnly } from './readOnly.ts';

const changing = [
  'SetSystemDateAndTime',
  'SetNTP',
  'SetHostname',
  'SetUser',
  'SetNetworkProtocols',
  'SetImagingSettings',
  'SetVideoEncoderConfiguration',
  'SetOSD',
  'SetScopes',
  'CreateUsers',
  'CreateProfile',
  'CreateOSD',
  'CreatePullPointSubscription',
  'AddScopes',
  'AddConfiguration',
  'DeleteUsers',
  'DeleteProfile',
  'RemoveScopes',
  'StartFirmwareUpgrade',
  'StartSystemRestore',
  'SystemReboot',
  'SetSystemFactoryDefault',
  'UpgradeSystemFirmware',
  'ContinuousMove',
  'AbsoluteMove',
  'GotoPreset',
  'Stop',
  'SendAuxiliaryCommand',
  'getScopes',
  'Get',
  'GetScopes ',
];

describe('an audit', () => {
  it.each(changing)('refuses to say %s to a camera', (name) => {
    expect(() => requireReadOnly('onvif', name)).toThrow(NotReadOnlyError);
  });

  it.each(Object.values(operations).map(({ name }) => name))('may say %s', (name) => {
    expect(() => requireReadOnly('onvif', name)).not.toThrow();
  });

  it.each(['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'TEARDOWN'])('may say %s over RTSP', (method) => {
    expect(() => requireReadOnly('rtsp', method)).not.toThrow();
  });

  it.each(['ANNOUNCE', 'RECORD', 'SET_PARAMETER', 'PAUSE', 'REDIRECT'])('refuses %s over RTSP', (method) => {
    expect(() => requireReadOnly('rtsp', method)).toThrow(NotReadOnlyError);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'])('refuses %s over HTTP', (method) => {
    expect(() => requireReadOnly('http', method)).toThrow(NotReadOnlyError);
  });
});
