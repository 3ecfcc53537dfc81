import { describe, expect, it } from "vitest";
import { ghashAt } from "./ghash.ts";

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const hashOf = (point: string, ...strings: readonly string[]) => {
  const hash = ghashAt(bytes(point));
  const state = new Int32Array(4);
  for (const string of strings) hash(state, bytes(string), 0, string.length / 2);
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
};

describe("GHASH", () => {
  it("gives the values of the test cases of GCM's authors", () => {
    // test cases 2 and 4 of "The Galois/Counter Mode of Operation (GCM)", McGrew and Viega
    expect(
      hashOf("66e94bd4ef8a2c3b884cfa59ca342b2e", "0388dace60b6a392f328c2b971b2fe78", "00000000000000000000000000000080"),
    ).toBe("f38cbb1ad69223dcc3457ae5b6b0f885");
    expect(
      hashOf(
        "b83b533708bf535d0aa6e52980d53b78",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
        "00000000000000a000000000000001e0",
      ),
    ).toBe("698e57f70e6ecc7fd9463b7260a9ae5f");
  });

  it("counts what is not a whole block as if zeros followed, and looks at nothing before or behind", () => {
    const hash = ghashAt(bytes("b83b533708bf535d0aa6e52980d53b78"));
    const [short, filled] = [new Int32Array(4), new Int32Array(4)];
    hash(short, bytes("ff0102030405ffff"), 1, 6);
    hash(filled, bytes("01020304050000000000000000000000"), 0, 16);
    expect(short).toEqual(filled);
  });
});
