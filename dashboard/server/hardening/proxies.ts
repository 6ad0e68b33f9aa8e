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
