/**
 * Keyed permutations of [0, size) for any size up to 2⁶⁴: the number becomes a pair of about equal halves, and what leaves the set is sent
 * round again until it is back (cycle walking), which stays a permutation.
 */

import { feistelLanes, type PairLanes, pairLanes } from "./feistel-lanes.ts";

/** Numbers and the sets that they come from. */
export interface SetLanes {
  readonly values: readonly bigint[];
  /** `values[i]` is in [0, sizes[i]). */
  readonly sizes: readonly bigint[];
  readonly tweaks: readonly number[];
}

/** A permutation under a key of 32 bytes. */
export function permuteBelow(key: Buffer): (lanes: SetLanes) => readonly bigint[] {
  const permute = feistelLanes(key);
  const splits = new Map<bigint, { readonly left: number; readonly right: number }>();
  const splitOf = (size: bigint) => {
    const known = splits.get(size);
    if (known !== undefined) return known;
    const left = squareRootUp(size);
    const split = { left: Number(left), right: Number((size + left - 1n) / left) };
    splits.set(size, split);
    return split;
  };
  return ({ values, sizes, tweaks }) => {
    const permuted = [...values];
    let walking = values.map((_, i) => i);
    while (walking.length > 0) {
      const lanes = pairLanes(walking.length);
      for (let lane = 0; lane < walking.length; lane++) {
        const i = walking[lane] ?? 0;
        const { left, right } = splitOf(sizes[i] ?? 1n);
        fillLane(lanes, lane, permuted[i] ?? 0n, left, right, tweaks[i] ?? 0);
      }
      permute(lanes);
      walking = walking.filter((i, lane) => {
        permuted[i] = joined(lanes, lane);
        return (permuted[i] ?? 0n) >= (sizes[i] ?? 1n);
      });
    }
    return permuted;
  };
}

function fillLane(lanes: PairLanes, lane: number, value: bigint, left: number, right: number, tweak: number): void {
  lanes.leftSize[lane] = left;
  lanes.rightSize[lane] = right;
  lanes.tweak[lane] = tweak;
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) {
    const small = Number(value);
    lanes.left[lane] = Math.floor(small / right);
    lanes.right[lane] = small % right;
    return;
  }
  lanes.left[lane] = Number(value / BigInt(right));
  lanes.right[lane] = Number(value % BigInt(right));
}

function joined(lanes: PairLanes, lane: number): bigint {
  const left = lanes.left[lane] ?? 0;
  const size = lanes.rightSize[lane] ?? 1;
  const right = lanes.right[lane] ?? 0;
  return left < 2 ** 52 / size ? BigInt(left * size + right) : BigInt(left) * BigInt(size) + BigInt(right);
}

/** The smallest number whose square is not below. */
function squareRootUp(size: bigint): bigint {
  let root = BigInt(Math.ceil(Math.sqrt(Number(size))));
  while (root * root < size) root++;
  while (root > 1n && (root - 1n) * (root - 1n) >= size) root--;
  return root;
}
