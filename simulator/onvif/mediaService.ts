import type { Profile } from '../city/city.ts';
import { deviceName } from './deviceService.ts';
import { type CameraStream, open, type OperationContext, type Operations, withAccount } from './operation.ts';
import { badArgument, notSupported, OnvifFault } from './soapReply.ts';
import { el, elWith, type QName, type XmlElement } from './xml.ts';

/** ONVIF Media service, version 1: it has no word for H.265, so such a profile comes without an encoder. */
export const mediaService: Operations = {
  GetServiceCapabilities: open(() => el('trt:GetServiceCapabilitiesResponse', el('trt:Capabilities'))),
  GetProfiles: withAccount(({ streams, state }) =>
    el(
      'trt:GetProfilesResponse',
      ...streams.map((stream) => profile1('trt:Profiles', stream, state.camera.settings.audio)),
    ),
  ),
  GetProfile: withAccount((context) =>
    el(
      'trt:GetProfileResponse',
      profile1('trt:Profile', askedStream(context, 'ProfileToken'), context.state.camera.settings.audio),
    ),
  ),
  GetStreamUri: withAccount((context) =>
    el(
      'trt:GetStreamUriResponse',
      el(
        'trt:MediaUri',
        el('tt:Uri', context.streamUrl(askedStream(context, 'ProfileToken').profile)),
        el('tt:InvalidAfterConnect', false),
        el('tt:InvalidAfterReboot', false),
        el('tt:Timeout', 'PT0S'),
      ),
    ),
  ),
  GetSnapshotUri: withAccount((context) =>
    el('trt:GetSnapshotUriResponse', el('trt:MediaUri', el('tt:Uri', snapshotUrl(context)))),
  ),
  GetOSDs: withAccount((context) => el('trt:GetOSDsResponse', ...overlays('trt:OSDs', context))),
  GetVideoSources: withAccount(({ streams }) => {
    const { source } = largest(streams);
    return el(
      'trt:GetVideoSourcesResponse',
      elWith(
        'trt:VideoSources',
        { token: 'vs0' },
        el('tt:Framerate', source.frameRate),
        resolution(source.width, source.height),
      ),
    );
  }),
  GetVideoSourceConfigurations: withAccount(({ streams }) =>
    el('trt:GetVideoSourceConfigurationsResponse', sourceConfiguration('trt:Configurations', streams)),
  ),
  GetVideoEncoderConfigurations: withAccount(({ streams }) =>
    el(
      'trt:GetVideoEncoderConfigurationsResponse',
      ...streams.flatMap((stream) => encoder1('trt:Configurations', stream)),
    ),
  ),
  GetAudioSources: withAccount(() => el('trt:GetAudioSourcesResponse')),
  GetAudioEncoderConfigurations: withAccount(() => el('trt:GetAudioEncoderConfigurationsResponse')),
};

/** ONVIF Media service, version 2. */
export const media2Service: Operations = {
  GetServiceCapabilities: open(() =>
    el(
      'tr2:GetServiceCapabilitiesResponse',
      elWith(
        'tr2:Capabilities',
        { SnapshotUri: 'false' },
        elWith('tr2:ProfileCapabilities', { MaximumNumberOfProfiles: '2' }),
        elWith('tr2:StreamingCapabilities', { RTSPStreaming: 'true', RTP_RTSP_TCP: 'true' }),
      ),
    ),
  ),
  GetProfiles: withAccount(profiles2),
  GetStreamUri: withAccount((context) =>
    el('tr2:GetStreamUriResponse', el('tr2:Uri', context.streamUrl(askedStream(context, 'ProfileToken').profile))),
  ),
  GetSnapshotUri: withAccount((context) => el('tr2:GetSnapshotUriResponse', el('tr2:Uri', snapshotUrl(context)))),
  GetOSDs: withAccount((context) => el('tr2:GetOSDsResponse', ...overlays('tr2:OSDs', context))),
  GetVideoSourceConfigurations: withAccount(({ streams }) =>
    el('tr2:GetVideoSourceConfigurationsResponse', sourceConfiguration('tr2:Configurations', streams)),
  ),
  GetVideoEncoderConfigurations: withAccount(({ streams }) =>
    el('tr2:GetVideoEncoderConfigurationsResponse', ...streams.map((stream) => encoder2('tr2:Configurations', stream))),
  ),
  GetAudioSourceConfigurations: withAccount(() => el('tr2:GetAudioSourceConfigurationsResponse')),
  GetAudioEncoderConfigurations: withAccount(() => el('tr2:GetAudioEncoderConfigurationsResponse')),
};

function profiles2({ state, request, streams }: OperationContext): XmlElement {
  const type = request.argument('Type');
  if (type === 'All' && state.camera.make.breaksOnAllTypes) {
    throw new OnvifFault('Internal error', ['ter:Action'], 500, 'Receiver');
  }
  const items = streams.map((stream) =>
    elWith(
      'tr2:Profiles',
      { token: profileToken(stream.profile), fixed: 'true' },
      el('tr2:Name', profileName(stream.profile)),
      ...(type === null
        ? []
        : [
            el(
              'tr2:Configurations',
              sourceConfiguration('tr2:VideoSource', streams),
              encoder2('tr2:VideoEncoder', stream),
              ...(state.camera.settings.audio ? [audioEncoder('tr2:AudioEncoder')] : []),
            ),
          ]),
    ),
  );
  return el('tr2:GetProfilesResponse', ...items);
}

function askedStream({ request, streams }: OperationContext, argument: string): CameraStream {
  const token = request.argument(argument);
  const stream = streams.find(({ profile }) => profileToken(profile) === token);
  if (stream === undefined) throw badArgument('no such profile', 'ter:NoProfile');
  return stream;
}

function largest(streams: readonly CameraStream[]): CameraStream {
  const [first] = streams;
  if (first === undefined) throw notSupported('video');
  return first;
}

function profileToken(profile: Profile): string {
  return profile === 'main' ? 'profile_1' : 'profile_2';
}

function profileName(profile: Profile): string {
  return profile === 'main' ? 'mainStream' : 'subStream';
}

/** Throws where the camera hands out no single pictures. */
function snapshotUrl({ state, snapshotUrl: url }: OperationContext): string {
  if (!state.camera.settings.hasSnapshot) throw notSupported('GetSnapshotUri');
  return url;
}

/** What is written on the picture: the time always, the name where it was set. */
function overlays(name: QName, { state: { camera } }: OperationContext): readonly XmlElement[] {
  const overlay = (token: string, ...text: readonly XmlElement[]): XmlElement =>
    elWith(
      name,
      { token },
      el('tt:VideoSourceConfigurationToken', 'vsc0'),
      el('tt:Type', 'Text'),
      el('tt:Position', el('tt:Type', 'LowerLeft')),
      el('tt:TextString', ...text),
    );
  return [
    overlay('osd_time', el('tt:Type', 'DateAndTime')),
    ...(camera.settings.nameOnPicture
      ? [overlay('osd_name', el('tt:Type', 'Plain'), el('tt:PlainText', deviceName(camera)))]
      : []),
  ];
}

function audioEncoder(name: QName): XmlElement {
  return elWith(
    name,
    { token: 'audio_1' },
    el('tt:Name', 'audio'),
    el('tt:UseCount', 1),
    el('tt:Encoding', 'G711'),
    el('tt:Bitrate', 64),
    el('tt:SampleRate', 8),
  );
}

function profile1(name: QName, stream: CameraStream, hasAudio: boolean): XmlElement {
  return elWith(
    name,
    { token: profileToken(stream.profile), fixed: 'true' },
    el('tt:Name', profileName(stream.profile)),
    sourceConfiguration('tt:VideoSourceConfiguration', [stream]),
    ...encoder1('tt:VideoEncoderConfiguration', stream),
    ...(hasAudio ? [audioEncoder('tt:AudioEncoderConfiguration')] : []),
  );
}

function sourceConfiguration(name: QName, streams: readonly CameraStream[]): XmlElement {
  const { source } = largest(streams);
  return elWith(
    name,
    { token: 'vsc0' },
    el('tt:Name', 'VideoSource'),
    el('tt:UseCount', 2),
    el('tt:SourceToken', 'vs0'),
    elWith('tt:Bounds', { x: '0', y: '0', width: String(source.width), height: String(source.height) }),
  );
}

function resolution(width: number, height: number): XmlElement {
  return el('tt:Resolution', el('tt:Width', width), el('tt:Height', height));
}

const bitRateKbps: Readonly<Record<Profile, number>> = { main: 1024, sub: 256 };

function encoder1(name: QName, { profile, source }: CameraStream): readonly XmlElement[] {
  if (source.codec === 'h265') return [];
  const { width, height, frameRate, gopFrames } = source;
  return [
    elWith(
      name,
      { token: `enc_${profile}` },
      el('tt:Name', `encoder ${profile}`),
      el('tt:UseCount', 1),
      el('tt:Encoding', 'H264'),
      resolution(width, height),
      el('tt:Quality', 3),
      el(
        'tt:RateControl',
        el('tt:FrameRateLimit', frameRate),
        el('tt:EncodingInterval', 1),
        el('tt:BitrateLimit', bitRateKbps[profile]),
      ),
      el('tt:H264', el('tt:GovLength', gopFrames), el('tt:H264Profile', 'Baseline')),
      el('tt:SessionTimeout', 'PT60S'),
    ),
  ];
}

function encoder2(name: QName, { profile, source }: CameraStream): XmlElement {
  const { codec, width, height, frameRate, gopFrames } = source;
  return elWith(
    name,
    { token: `enc_${profile}`, GovLength: String(gopFrames), Profile: codec === 'h264' ? 'Baseline' : 'Main' },
    el('tt:Name', `encoder ${profile}`),
    el('tt:UseCount', 1),
    el('tt:Encoding', codec.toUpperCase()),
    resolution(width, height),
    elWith(
      'tt:RateControl',
      { ConstantBitRate: 'false' },
      el('tt:FrameRateLimit', frameRate),
      el('tt:BitrateLimit', bitRateKbps[profile]),
    ),
    el('tt:Quality', 3),
  );
}
