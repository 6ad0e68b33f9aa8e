/**
 * Where cameras may be: the gateway connects to no other address, whoever names it: a spreadsheet, a camera, a name server
 * (docs/adr/0026-where-cameras-may-be.md). Server side only.
 */
import { BlockList, isIP, isIPv4 } from 'node:net';
import { z } from 'zod';

/** Why an address is not connected to. */
export type AddressRefusal =
  | 'not_an_address'
  | 'unspecified'
  | 'loopback'
  | 'link_local'
  | 'multicast'
  /** Where clouds hand out secrets to whoever asks from the machine. */
  | 'metadata'
  /** A port of this house on this machine. */
  | 'own_service'
  /** In none of the networks that cameras may be in. */
  | 'outside';

/** Ports of the house itself, and the addresses of the machine it runs on. */
export interface OwnServices {
  readonly ports: ReadonlySet<number>;
  readonly addresses: ReadonlySet<string>;
}

export interface CameraNetworks {
  /** Why an IPv4 or IPv6 address may not be connected to at a port; null: it may. */
  refusalOf(address: string, port: number): AddressRefusal | null;
  /** The same of a host as it stands in a URL. A name is judged once it is resolved, except one that says what it is. */
  refusalOfHost(host: string, port: number): AddressRefusal | null;
}

type Kind = 'unspecified' | 'loopback' | 'link_local' | 'multicast' | 'metadata';

/** Never connected to (the first two), or only where the administrator lists a network inside them. */
const special: readonly (readonly [Kind, readonly string[]])[] = [
  ['metadata', ['169.254.169.254/32', '169.254.170.2/32', '100.100.100.200/32', 'fd00:ec2::254/128']],
  ['multicast', ['224.0.0.0/4', '240.0.0.0/4', 'ff00::/8']],
  ['unspecified', ['0.0.0.0/8', '::/128']],
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['link_local', ['169.254.0.0/16', 'fe80::/10']],
];
const openable: ReadonlySet<Kind> = new Set(['loopback', 'link_local']);

/** RFC 1918 and unique local addresses, RFC 4193. */
export const privateNetworks = '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7';

interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

function parseNetwork(text: string): Network | null {
  const [address = '', prefixText, ...rest] = text.trim().split('/');
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  const prefix = prefixText === undefined ? longest : Number(prefixText);
  const isWhole = /^\d{1,3}$/u.test(prefixText ?? String(longest));
  if (version === 0 || rest.length > 0 || !isWhole || prefix > longest || address.includes('%')) return null;
  return { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}

function listOf(networks: readonly Network[]): BlockList {
  const list = new BlockList();
  for (const { address, prefix, family } of networks) list.addSubnet(address, prefix, family);
  return list;
}

function known(texts: readonly string[]): Network[] {
  return texts.flatMap((text) => parseNetwork(text) ?? []);
}

const kinds = special.map(([kind, texts]) => ({ kind, networks: known(texts), list: listOf(known(texts)) }));

function isInside(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/** The 16 bytes of an IPv6 address as 8 numbers; null where it is none. */
function groupsOf(address: string): number[] | null {
  const [plain = ''] = address.split('%');
  const url = URL.parse(`http://[${plain}]/`);
  if (url === null) return null;
  const [head = '', tail] = url.hostname.slice(1, -1).split('::');
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const first = numbers(head);
  const last = tail === undefined ? [] : numbers(tail);
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
}

/** Networks whose addresses stand for an IPv4 one: at which group it begins. */
const carriers: readonly (readonly [string, number])[] = [
  /** Mapped (RFC 4291), compatible, NAT64 (RFC 6052), 6to4 (RFC 3056). */
  ['::ffff:0:0/96', 6],
  ['::/96', 6],
  ['64:ff9b::/96', 6],
  ['2002::/16', 1],
];
const carrierLists = carriers.map(([text, group]) => ({ list: listOf(known([text])), group }));

/** The address that a connection would really go to: the IPv4 one that an IPv6 one carries. */
function meant(address: string): string {
  if (isIPv4(address)) return address;
  const groups = groupsOf(address);
  const carrier = carrierLists.find(({ list }) => isInside(list, address));
  if (groups === null || carrier === undefined) return address;
  const [high = 0, low = 0] = groups.slice(carrier.group, carrier.group + 2);
  // `::` and `::1` are what they say.
  if (carrier.group === 6 && high === 0 && low <= 1 && groups.slice(0, 6).every((group) => group === 0)) return address;
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Spellings that resolvers still take for IPv4 addresses: `127.1`, `2130706433`, `0x7f.0.0.1`, `0177.0.0.1`. */
const oddNumbers = /^(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?$/iu;

function plainHost(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

const nothing: OwnServices = { ports: new Set(), addresses: new Set() };

/** Reads networks in CIDR notation, separated by commas; null where one is none. */
export function readCameraNetworks(text: string, own: OwnServices = nothing): CameraNetworks | null {
  const parts = text.split(',').map(parseNetwork);
  const networks = parts.filter((part) => part !== null);
  if (networks.length < parts.length) return null;
  const allowed = listOf(networks);
  const opened = new Set(
    kinds
      .filter(({ kind, networks: inside, list }) => {
        const widest = (family: string) =>
          Math.min(...inside.filter((one) => one.family === family).map((one) => one.prefix));
        const isNarrow = ({ address, prefix, family }: Network) => isInside(list, address) && prefix >= widest(family);
        return openable.has(kind) && networks.some(isNarrow);
      })
      .map(({ kind }) => kind),
  );

  function refusalOf(address: string, port: number): AddressRefusal | null {
    if (isIP(address) === 0) return 'not_an_address';
    const target = meant(address.split('%')[0] ?? '');
    const found = kinds.find(({ list }) => isInside(list, target));
    if (found !== undefined && !opened.has(found.kind)) return found.kind;
    const isOwn = found?.kind === 'loopback' || own.addresses.has(target);
    if (isOwn && own.ports.has(port)) return 'own_service';
    return isInside(allowed, target) ? null : 'outside';
  }

  function refusalOfHost(host: string, port: number): AddressRefusal | null {
    const plain = plainHost(host);
    if (isIP(plain) !== 0) return refusalOf(plain, port);
    if (oddNumbers.test(plain)) return 'not_an_address';
    if (/(?:^|\.)localhost\.?$/iu.test(plain)) return refusalOf('127.0.0.1', port);
    return null;
  }

  return { refusalOf, refusalOfHost };
}

/** For configurations: `KHUE_CAMERA_NETWORKS`. */
export const cameraNetworksSchema = z
  .string()
  .default(privateNetworks)
  .refine((text) => readCameraNetworks(text) !== null, 'must be networks in CIDR notation, separated by commas');

/** What holds where nothing else was said. */
export const onlyPrivateNetworks: CameraNetworks = readCameraNetworks(privateNetworks) ?? {
  refusalOf: () => 'outside',
  refusalOfHost: () => 'outside',
};
