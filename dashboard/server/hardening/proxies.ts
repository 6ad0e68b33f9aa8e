import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { ConfigurationError } from '@khue/domain/environment';

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

/** Tells whether an address is one of the trusted proxies: addresses or CIDR ranges. Throws ConfigurationError for others. */
export function proxyList(proxies: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    if (isIP(address) === 0) throw new ConfigurationError('KHUE_TRUST_PROXY: must hold addresses or CIDR ranges');
    if (bits === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(bits), familyOf(address));
  }
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
}

/** Where a request comes from: what trusted proxies say of it (`X-Forwarded-For`, read from its end), as routes take it. */
export function clientAddress({ headers, socket }: IncomingMessage, isProxy: (address: string) => boolean): string {
  const said = headers['x-forwarded-for'] ?? [];
  const hops = (typeof said === 'string' ? said : said.join()).split(',').map((hop) => hop.trim());
  let address = socket.remoteAddress ?? '';
  for (const hop of hops.toReversed()) {
    if (hop === '' || !isProxy(address)) return address;
    address = hop;
  }
  return address;
}
