import { describe, expect, it } from 'vitest';
import { cameraNetworksSchema, onlyPrivateNetworks, privateNetworks, readCameraNetworks } from './cameraNetwork.ts';

function refusal(address: string, networks: string = privateNetworks, port = 554) {
  return readCameraNetworks(networks)?.refusalOf(address, port);
}

describe('where cameras may be', () => {
  it.each(['10.0.0.1', '172.16.0.1', '172.31.255.254', '192.168.1.64', 'fd12:3456::1', '::ffff:10.1.2.3'])(
    'is in a private network: %s',
    (address) => expect(refusal(address)).toBeNull(),
  );

  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['::127.0.0.1', 'loopback'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['2002:7f00:1::', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['::', 'unspecified'],
    ['169.254.10.1', 'link_local'],
    ['fe80::1', 'link_local'],
    ['fe80::1%eth0', 'link_local'],
    ['169.254.169.254', 'metadata'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'multicast'],
    ['ff02::1', 'multicast'],
    ['8.8.8.8', 'outside'],
    ['172.32.0.1', 'outside'],
    ['192.167.255.255', 'outside'],
    ['2001:db8::1', 'outside'],
    ['camera.example', 'not_an_address'],
    ['', 'not_an_address'],
  ])('is never %s: %s', (address, reason) => {
    expect(refusal(address)).toBe(reason);
  });

  it('is elsewhere as well where the administrator says so', () => {
    expect(refusal('203.0.113.9', '203.0.113.0/24')).toBeNull();
    expect(refusal('10.0.0.1', '203.0.113.0/24')).toBe('outside');
    expect(refusal('2001:db8:7::9', `${privateNetworks},2001:db8:7::/48`)).toBeNull();
  });

  it('is on this machine only where that is said by name, not by allowing everything', () => {
    for (const all of ['0.0.0.0/0,::/0', '126.0.0.0/7']) expect(refusal('127.0.0.1', all)).not.toBeNull();
    expect(refusal('::1', '::/0')).toBe('loopback');
    expect(refusal('127.0.0.1', '127.0.0.0/8')).toBeNull();
    expect(refusal('127.0.0.1', '127.0.0.1')).toBeNull();
    expect(refusal('127.0.0.2', '127.0.0.1')).toBe('outside');
  });

  it('is never where clouds keep secrets, nor everywhere at once, whatever is allowed', () => {
    const all = '0.0.0.0/0,::/0,169.254.0.0/16,169.254.169.254/32,224.0.0.0/4,0.0.0.0/8,fd00:ec2::254/128';
    expect(['169.254.169.254', 'fd00:ec2::254', '239.1.1.1', '0.0.0.0'].map((one) => refusal(one, all))).toEqual([
      'metadata',
      'metadata',
      'multicast',
      'unspecified',
    ]);
    expect(refusal('169.254.10.1', all)).toBeNull();
  });

  it('is no port of the house on its own machine', () => {
    const own = { ports: new Set([5432]), addresses: new Set(['192.168.1.2']) };
    const networks = readCameraNetworks(`${privateNetworks},127.0.0.0/8`, own);
    expect(networks?.refusalOf('192.168.1.2', 5432)).toBe('own_service');
    expect(networks?.refusalOf('127.0.0.1', 5432)).toBe('own_service');
    expect(networks?.refusalOf('::ffff:192.168.1.2', 5432)).toBe('own_service');
    expect(networks?.refusalOf('192.168.1.2', 554)).toBeNull();
    expect(networks?.refusalOf('192.168.1.3', 5432)).toBeNull();
  });
});

describe('a host in an address', () => {
  it.each(['127.1', '2130706433', '0x7f000001', '0x7f.0.0.1', '0177.0.0.1', '017700000001', '127.0.0.1.', '0'])(
    'is refused in a spelling that only resolvers understand: %s',
    (host) => expect(onlyPrivateNetworks.refusalOfHost(host, 554)).toBe('not_an_address'),
  );

  it('is judged at once where it is an address, and a name once it is resolved', () => {
    expect(onlyPrivateNetworks.refusalOfHost('[::1]', 554)).toBe('loopback');
    expect(onlyPrivateNetworks.refusalOfHost('[::ffff:7f00:1]', 554)).toBe('loopback');
    expect(onlyPrivateNetworks.refusalOfHost('10.1.2.3', 554)).toBeNull();
    for (const name of ['localhost', 'LOCALHOST.', 'a.localhost'])
      expect(onlyPrivateNetworks.refusalOfHost(name, 554)).toBe('loopback');
    expect(onlyPrivateNetworks.refusalOfHost('camera.example', 554)).toBeNull();
  });
});

describe('the setting', () => {
  it('is private networks unless it says otherwise', () => {
    expect(cameraNetworksSchema.parse(undefined)).toBe(privateNetworks);
    for (const wrong of ['', '10.0.0.0/33', '10.0.0/8', 'school', '10.0.0.0/8;', '10.0.0.0/', '::/129', '10.0.0.0/8/8'])
      expect(cameraNetworksSchema.safeParse(wrong).success).toBe(false);
  });
});
