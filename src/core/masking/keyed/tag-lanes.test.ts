import { createCipheriv, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tagLanes } from "./tag-lanes.ts";

const key = Buffer.from("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", "hex");
const longKey = Buffer.alloc(32, 9);
const tags = tagLanes(key, longKey);

function tagsOf(values: readonly string[]): readonly string[] {
  const view = tags(values);
  return values.map((_, i) => Buffer.from(view.buffer, view.byteOffset + 16 * i, 16).toString("hex"));
}

/** CMAC as the standard writes it, one value at a time: the last block is mixed with a subkey, and all blocks are chained by CBC. */
function plainCmac(value: Buffer): string {
  const encrypt = (data: Buffer) => createCipheriv("aes-256-ecb", key, null).setAutoPadding(false).update(data);
  const twice = (half: bigint) => ((half << 1n) & (2n ** 128n - 1n)) ^ (half >> 127n ? 0x87n : 0n);
  const subkey = twice(BigInt(`0x${encrypt(Buffer.alloc(16)).toString("hex")}`));
  const isWhole = value.length > 0 && value.length % 16 === 0;
  const fill = isWhole ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0x80]), Buffer.alloc(15 - (value.length % 16))]);
  const message = Buffer.concat([value, fill]);
  const mix = Buffer.from((isWhole ? subkey : twice(subkey)).toString(16).padStart(32, "0"), "hex");
  for (let i = 0; i < 16; i++) message[message.length - 16 + i] = (message[message.length - 16 + i] ?? 0) ^ (mix[i] ?? 0);
  const chain = createCipheriv("aes-256-cbc", key, Buffer.alloc(16)).setAutoPadding(false).update(message);
  return chain.subarray(-16).toString("hex");
}

describe("tagLanes", () => {
  it("gives the published CMAC of the empty message", () => {
    expect(tagsOf([""])).toEqual(["028962f61b7bf89efc6b551f4667d983"]);
  });

  it("agrees with CMAC for values of every length side by side", () => {
    const values = Array.from({ length: 120 }, (_, length) => "x".repeat(length));
    expect(tagsOf(values)).toEqual(values.map((value) => plainCmac(Buffer.from(value))));
  });

  it("agrees with CMAC for text of all scripts", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 60 })), (values) => {
        const short = values.filter((value) => Buffer.byteLength(value) <= 512);
        expect(tagsOf(short)).toEqual(short.map((value) => plainCmac(Buffer.from(value))));
      }),
      { numRuns: 50 },
    );
  });

  it("gives long values the HMAC under their own key", () => {
    const value = "ä".repeat(300);
    const digest = createHmac("sha256", longKey).update(value).digest("hex").slice(0, 32);
    expect(tagsOf(["a", value, "a"])).toEqual([plainCmac(Buffer.from("a")), digest, plainCmac(Buffer.from("a"))]);
  });
});
