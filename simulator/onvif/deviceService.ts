import type { ServiceName } from '../city/makes.ts';
import { open, type OperationContext, type Operations, withAccount } from './operation.ts';
import { el, elWith, namespaces, type QName, type XmlElement } from './xml.ts';

const serviceNamespaces: Readonly<Record<ServiceName | 'device', string>> = {
  device: namespaces.tds,
  media: namespaces.trt,
  media2: namespaces.tr2,
  imaging: namespaces.timg,
  events: namespaces.tev,
  search: namespaces.tse,
};

/** ONVIF Device service (Core specification). */
export const deviceService: Operations = {
  GetSystemDateAndTime: open(systemDateAndTime),
  GetServices: open(services),
  GetServiceCapabilities: open(() =>
    el(
      'tds:GetServiceCapabilitiesResponse',
      el(
        'tds:Capabilities',
        elWith('tds:Network', { NTP: '1' }),
        elWith('tds:Security', { UsernameToken: 'true', HttpDigest: 'true' }),
        el('tds:System'),
      ),
    ),
  ),
  GetCapabilities: open(capabilities),
  GetHostname: open(({ state }) =>
    el(
      'tds:GetHostnameResponse',
      el('tds:HostnameInformation', el('tt:FromDHCP', false), el('tt:Name', `cam-${state.camera.serial.slice(-6)}`)),
    ),
  ),
  GetDeviceInformation: withAccount(({ state: { camera } }) =>
    el(
      'tds:GetDeviceInformationResponse',
      el('tds:Manufacturer', camera.make.manufacturer),
      el('tds:Model', camera.make.model),
      el('tds:FirmwareVersion', camera.make.firmware),
      el('tds:SerialNumber', camera.serial),
      el('tds:HardwareId', camera.make.hardwareId),
    ),
  ),
  GetScopes: withAccount(({ state: { camera } }) => {
    const scopes = [
      'type/video_encoder',
      'type/Network_Video_Transmitter',
      'Profile/Streaming',
      ...(camera.make.services.includes('media2') ? ['Profile/T'] : []),
      `hardware/${camera.make.model}`,
      `name/${encodeURIComponent(camera.make.manufacturer)}`,
      `location/${camera.schoolCode}`,
    ];
    const items = scopes.map((scope) =>
      el('tds:Scopes', el('tt:ScopeDef', 'Fixed'), el('tt:ScopeItem', `onvif://www.onvif.org/${scope}`)),
    );
    return el('tds:GetScopesResponse', ...items);
  }),
  GetNetworkInterfaces: withAccount(networkInterfaces),
  GetNetworkProtocols: withAccount(({ streamUrl, serviceUrl }) =>
    el(
      'tds:GetNetworkProtocolsResponse',
      networkProtocol('HTTP', new URL(serviceUrl('device')).port || '80'),
      networkProtocol('RTSP', new URL(streamUrl('main')).port || '554'),
    ),
  ),
  GetNTP: withAccount(() =>
    el(
      'tds:GetNTPResponse',
      el(
        'tds:NTPInformation',
        el('tt:FromDHCP', false),
        el('tt:NTPManual', el('tt:Type', 'IPv4'), el('tt:IPv4Address', '10.0.0.1')),
      ),
    ),
  ),
  GetUsers: withAccount(({ state: { camera } }) =>
    el('tds:GetUsersResponse', el('tds:User', el('tt:Username', camera.username), el('tt:UserLevel', 'Administrator'))),
  ),
};

function systemDateAndTime({ state, roster }: OperationContext): XmlElement {
  const clock = new Date(roster.clockMs(state));
  const local = new Date(clock.getTime() + 7 * 3_600_000);
  return el(
    'tds:GetSystemDateAndTimeResponse',
    el(
      'tds:SystemDateAndTime',
      el('tt:DateTimeType', 'NTP'),
      el('tt:DaylightSavings', false),
      el('tt:TimeZone', el('tt:TZ', 'ICT-7')),
      dateTime('tt:UTCDateTime', clock),
      dateTime('tt:LocalDateTime', local),
    ),
  );
}

function dateTime(name: QName, moment: Date): XmlElement {
  return el(
    name,
    el(
      'tt:Time',
      el('tt:Hour', moment.getUTCHours()),
      el('tt:Minute', moment.getUTCMinutes()),
      el('tt:Second', moment.getUTCSeconds()),
    ),
    el(
      'tt:Date',
      el('tt:Year', moment.getUTCFullYear()),
      el('tt:Month', moment.getUTCMonth() + 1),
      el('tt:Day', moment.getUTCDate()),
    ),
  );
}

function services({ state, serviceUrl }: OperationContext): XmlElement {
  const names = ['device', ...state.camera.make.services] as const;
  const items = names.map((name) =>
    el(
      'tds:Service',
      el('tds:Namespace', serviceNamespaces[name]),
      el('tds:XAddr', serviceUrl(name)),
      el('tds:Version', el('tt:Major', name === 'device' ? 21 : 2), el('tt:Minor', 12)),
    ),
  );
  return el('tds:GetServicesResponse', ...items);
}

/** The older list, which has no place for Media2. */
function capabilities({ state, serviceUrl }: OperationContext): XmlElement {
  const has = (name: ServiceName) => state.camera.make.services.includes(name);
  const address = (name: ServiceName | 'device') => el('tt:XAddr', serviceUrl(name));
  return el(
    'tds:GetCapabilitiesResponse',
    el(
      'tds:Capabilities',
      el('tt:Device', address('device')),
      ...(has('events')
        ? [
            el(
              'tt:Events',
              address('events'),
              el('tt:WSSubscriptionPolicySupport', false),
              el('tt:WSPullPointSupport', true),
              el('tt:WSPausableSubscriptionManagerInterfaceSupport', false),
            ),
          ]
        : []),
      ...(has('imaging') ? [el('tt:Imaging', address('imaging'))] : []),
      ...(has('media')
        ? [
            el(
              'tt:Media',
              address('media'),
              el(
                'tt:StreamingCapabilities',
                el('tt:RTPMulticast', false),
                el('tt:RTP_TCP', true),
                el('tt:RTP_RTSP_TCP', true),
              ),
            ),
          ]
        : []),
      ...(has('search') ? [el('tt:Extension', el('tt:Search', address('search')))] : []),
    ),
  );
}

function networkInterfaces({ state: { camera } }: OperationContext): XmlElement {
  return el(
    'tds:GetNetworkInterfacesResponse',
    elWith(
      'tds:NetworkInterfaces',
      { token: 'eth0' },
      el('tt:Enabled', true),
      el('tt:Info', el('tt:Name', 'eth0'), el('tt:HwAddress', camera.mac), el('tt:MTU', 1500)),
      el(
        'tt:IPv4',
        el('tt:Enabled', true),
        el(
          'tt:Config',
          el('tt:Manual', el('tt:Address', privateAddress(camera.code)), el('tt:PrefixLength', 24)),
          el('tt:DHCP', false),
        ),
      ),
    ),
  );
}

function networkProtocol(name: string, port: string): XmlElement {
  return el('tds:NetworkProtocols', el('tt:Name', name), el('tt:Enabled', true), el('tt:Port', port));
}

/** Where the camera believes to be: an address of its school's own net, of no use from outside. */
export function privateAddress(code: string): string {
  const [school = 0, camera = 0] = (code.match(/\d+/gu) ?? []).map(Number);
  return `10.${(school >> 8) & 0xff}.${school & 0xff}.${(camera % 250) + 2}`;
}
