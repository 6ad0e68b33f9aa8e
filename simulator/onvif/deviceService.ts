import type { Camera } from '../city/city.ts';
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
      el('tds:HostnameInformation', el('tt:FromDHCP', false), el('tt:Name', deviceName(state.camera).toLowerCase())),
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
      ...(camera.settings.declaresProfiles ? profilesOf(camera) : []),
      `hardware/${camera.make.model}`,
      `name/${encodeURIComponent(deviceName(camera))}`,
      `location/${camera.schoolCode}`,
    ];
    const items = scopes.map((scope) =>
      el('tds:Scopes', el('tt:ScopeDef', 'Fixed'), el('tt:ScopeItem', `onvif://www.onvif.org/${scope}`)),
    );
    return el('tds:GetScopesResponse', ...items);
  }),
  GetNetworkInterfaces: withAccount(networkInterfaces),
  GetNetworkProtocols: withAccount(({ streamUrl, serviceUrl, tlsPort }) =>
    el(
      'tds:GetNetworkProtocolsResponse',
      networkProtocol('HTTP', new URL(serviceUrl('device')).port || '80'),
      ...(tlsPort === null ? [] : [networkProtocol('HTTPS', String(tlsPort))]),
      networkProtocol('RTSP', new URL(streamUrl('main')).port || '554'),
    ),
  ),
  GetNTP: withAccount(({ state: { camera } }) =>
    el(
      'tds:GetNTPResponse',
      el(
        'tds:NTPInformation',
        el('tt:FromDHCP', false),
        ...camera.settings.ntpServers.map((server) =>
          el('tt:NTPManual', el('tt:Type', 'IPv4'), el('tt:IPv4Address', server)),
        ),
      ),
    ),
  ),
  GetUsers: withAccount(({ state: { camera } }) =>
    el('tds:GetUsersResponse', el('tds:User', el('tt:Username', camera.username), el('tt:UserLevel', 'Administrator'))),
  ),
};

function systemDateAndTime({ state, roster }: OperationContext): XmlElement {
  const clock = new Date(roster.clockMs(state));
  const { clock: setBy, utcHours, daylightSaving } = state.camera.settings;
  const local = new Date(clock.getTime() + utcHours * 3_600_000);
  return el(
    'tds:GetSystemDateAndTimeResponse',
    el(
      'tds:SystemDateAndTime',
      el('tt:DateTimeType', setBy),
      el('tt:DaylightSavings', daylightSaving),
      el('tt:TimeZone', el('tt:TZ', utcHours === 7 ? 'ICT-7' : `UTC${-utcHours || 0}`)),
      dateTime('tt:UTCDateTime', clock),
      dateTime('tt:LocalDateTime', local),
    ),
  );
}

function profilesOf({ make }: Camera): readonly string[] {
  return ['Profile/Streaming', ...(make.services.includes('media2') ? ['Profile/T'] : [])];
}

/** What the device calls itself. */
export function deviceName({ code, settings, serial }: Camera): string {
  return settings.named === 'by_code' ? code : `cam-${serial.slice(-6)}`;
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
