/**
 * Network addresses of the same family that lead nowhere: the ranges for documentation (RFC 5737, RFC 3849) and, as three of 256 would leave
 * few different ones, that for benchmarks (RFC 2544). The length of a prefix stays.
 */

import { domainKey } from "../keyed/domain-key.ts";
import { permuteBelow } from "../keyed/permute-below.ts";
import { type Masker, maskerOf } from "../masker.ts";
import { type KeyedDomain, tagged } from "./tagged.ts";

/** 198.18.0.0/15, then the last numbers of three networks. */
const benchmark = 2 ** 17;
const networks = ["192.0.2", "198.51.100", "203.0.113"] as const;
const dotted = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(\/\d+)?$/;

/** A masker; `isNetwork`: the type allows no bits to the right of the prefix (cidr). */
export function ip(keyed: KeyedDomain, isNetwork: boolean): Masker {
  return tagged(keyed, "ip", (a, b, c, d, source) => {
    const prefix = /\/(\d+)$/.exec(source)?.[1];
    const end = prefix === undefined ? "" : `/${prefix}`;
    if (!source.includes(":")) {
      const address = nowhere(a % (benchmark + networks.length * 256));
      return `${isNetwork ? networkOf(address, Number(prefix ?? 32)) : address}${end}`;
    }
    return `${ipv6(a, b, c, d, isNetwork ? Number(prefix ?? 128) : 128)}${end}`;
  });
}

/** A masker that gives every IPv4 address another, any of all; IPv6 as {@link ip}. */
export function ipAnywhere(keyed: KeyedDomain): Masker {
  const permute = permuteBelow(domainKey(keyed.key, "ip anywhere", keyed.domain));
  const others = ip(keyed, false);
  return maskerOf((values) => {
    const written = others.mask(values);
    const found = values.map((value) => dotted.exec(value));
    const fours = found.flatMap((match, i) => (match === null ? [] : [{ i, match }]));
    const permuted = permute({
      values: fours.map(({ match }) => BigInt(numberOf(match))),
      sizes: fours.map(() => 2n ** 32n),
      tweaks: fours.map(() => 4),
    });
    for (let lane = 0; lane < fours.length; lane++) {
      const four = fours[lane];
      if (four !== undefined) written[four.i] = `${dots(Number(permuted[lane] ?? 0n))}${four.match[5] ?? ""}`;
    }
    return written.map((value) => value ?? "");
  });
}

function nowhere(place: number): string {
  if (place < benchmark) return dots(198 * 2 ** 24 + 18 * 2 ** 16 + place);
  const rest = place - benchmark;
  return `${networks[rest >> 8] ?? networks[0]}.${rest & 255}`;
}

function networkOf(address: string, prefix: number): string {
  const match = dotted.exec(address);
  const number = match === null ? 0 : numberOf(match);
  const unit = 2 ** (32 - prefix);
  return dots(Math.floor(number / unit) * unit);
}

function numberOf(match: RegExpExecArray): number {
  return [1, 2, 3, 4].reduce((number, part) => number * 256 + Number(match[part]), 0);
}

function dots(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}

/** 2001:db8::/32 and 96 bits of the tag, as far as the prefix reaches. */
function ipv6(a: number, b: number, c: number, _d: number, prefix: number): string {
  const words = [0x2001_0db8, a, b, c].map((word, i) => {
    const bits = Math.min(32, Math.max(0, prefix - 32 * i));
    return bits === 0 ? 0 : (word & (-1 << (32 - bits))) >>> 0;
  });
  return words.flatMap((word) => [(word >>> 16).toString(16), (word & 0xffff).toString(16)]).join(":");
}
