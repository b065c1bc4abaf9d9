import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** The eight groups of an IPv6 address, however it was written; a zone (`%eth0`) says nothing about who it is. */
const groupsOf = (address: string): readonly number[] => {
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const parse = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [before, after] = [parse(head), parse(tail ?? '')];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
};

const mappedPrefix = '0:0:0:0:0:65535';

/** An IPv4 address that came over an IPv6 socket is that IPv4 address; every other address is returned as it is. */
export const plainAddress = (address: string): string => {
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  if (groups.slice(0, 6).join(':') !== mappedPrefix) return address;
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
};

/** Whom limits count: an IPv4 address, or the /64 of an IPv6 one, since every subscriber has 2^64 addresses to change between. */
export const countedAddress = (address: string): string => {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return plain;
  const network = groupsOf(plain).slice(0, 4);
  return `${network.map((group) => group.toString(16)).join(':')}::/64`;
};

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6');

const addTo = (list: BlockList, network: string): boolean => {
  const [address = '', prefix, ...rest] = network.split('/');
  const most = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  if (most < 0 || rest.length > 0) return false;
  if (prefix === undefined) list.addAddress(address, familyOf(address));
  else if (/^\d{1,3}$/.test(prefix) && Number(prefix) <= most) list.addSubnet(address, Number(prefix), familyOf(address));
  else return false;
  return true;
};

/** Whether an address lies in one of the networks. */
export type Networks = (address: string) => boolean;

/** Comma-separated addresses and networks (`10.1.0.0/16`); undefined where one of them is none. */
export const networksOf = (text: string): Networks | undefined => {
  const list = new BlockList();
  if (!text.split(',').every((part) => addTo(list, part.trim()))) return undefined;
  return (address) => {
    const plain = plainAddress(address).replace(/%.*$/, '');
    return (isIPv4(plain) || isIPv6(plain)) && list.check(plain, familyOf(plain));
  };
};
