import { createSecretKey } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { additionalData, type ValuePlace } from "./additional-data.ts";
import { columnIdOf } from "./column-id.ts";
import { envelopeLength, envelopePattern, parseEnvelope } from "./envelope.ts";
import { openBytes, openText, sealText } from "./seal.ts";

const hex = (text: string) => Buffer.from(text, "hex");
const job = "6f8b0c3e-58b7-4a44-9d0c-3f1e2d4c5b6a";
const place: ValuePlace = { columnId: columnIdOf(job, "access_token"), binding: "row", key: ["42"] };
const key = { kid: "00112233aabb", key: createSecretKey(Buffer.alloc(32, 7)) };
const opened = (text: string, at: ValuePlace = place, secret = key.key) => {
  const parsed = parseEnvelope(text);
  return parsed.kind === "envelope" ? openText(parsed.envelope, secret, at) : parsed.kind;
};

// McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", test case 16
const published = {
  key: createSecretKey(hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")),
  nonce: hex("cafebabefacedbaddecaf888"),
  bound: hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
  plain:
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
  ciphertext: hex(
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
  ),
  tag: hex("76fc6ece0f4e1768cddf8853bb2d551b"),
};

describe("AES-256-GCM", () => {
  it("opens the published test case, and nothing with another tag, nonce, key or bound data", () => {
    const { key: secret, bound, plain, ...sealed } = published;
    expect(Buffer.from(openBytes(sealed, secret, bound) ?? []).toString("hex")).toBe(plain);
    expect(openBytes({ ...sealed, tag: hex("00".repeat(16)) }, secret, bound)).toBeNull();
    expect(openBytes({ ...sealed, nonce: hex("00".repeat(12)) }, secret, bound)).toBeNull();
    expect(openBytes(sealed, key.key, bound)).toBeNull();
    expect(openBytes(sealed, secret, hex(""))).toBeNull();
  });

  it("refuses a tag that is cut short, which Node alone would take", () => {
    const { key: secret, bound, plain: _, ...sealed } = published;
    for (const length of [0, 4, 8, 12, 13, 14, 15])
      expect(openBytes({ ...sealed, tag: sealed.tag.subarray(0, length) }, secret, bound)).toBeNull();
    expect(openBytes({ ...sealed, nonce: sealed.nonce.subarray(0, 8) }, secret, bound)).toBeNull();
  });
});

describe("an envelope", () => {
  it("of an older version of Lockstep still opens", () => {
    const stored = "ls1.g.00112233aabb.IOKR-8aVi1ACMomvMUrMqWeDVRLIan2h3PDeUEezCevdX2_4YQY";
    expect(opened(stored)).toBe("ya29.token");
  });

  it("opens to any text, has the length that was foretold, and fits the pattern of the fence", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const sealed = sealText(text, key, place);
        expect(opened(sealed)).toBe(text);
        expect(sealed).toHaveLength(envelopeLength(Buffer.byteLength(text)));
        expect(sealed).toMatch(new RegExp(envelopePattern));
      }),
    );
  });

  it("is another one each time, under a nonce of its own", () => {
    const sealed = Array.from({ length: 2_000 }, () => sealText("same", key, place));
    const nonces = sealed.map((text) => {
      const parsed = parseEnvelope(text);
      return parsed.kind === "envelope" ? Buffer.from(parsed.envelope.nonce).toString("hex") : "";
    });
    expect(new Set(nonces).size).toBe(2_000);
  });

  it("does not open when any one of its characters is another", () => {
    const sealed = sealText("a token that matters", key, place);
    for (let at = 0; at < sealed.length; at++) {
      const other = sealed[at] === "A" ? "B" : "A";
      const changed = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
      expect(opened(changed), `character ${at}`).not.toBe("a token that matters");
      // never taken for plain text either, once it begins as an envelope
      if (at >= 4) expect(opened(changed)).not.toBe("plaintext");
    }
  });

  it("does not open in another row, column, binding, or under another key", () => {
    const sealed = sealText("x", key, place);
    expect(opened(sealed, { ...place, key: ["43"] })).toBeNull();
    expect(opened(sealed, { ...place, key: ["4", "2"] })).toBeNull();
    expect(opened(sealed, { ...place, columnId: columnIdOf(job, "refresh_token") })).toBeNull();
    expect(opened(sealed, { ...place, binding: "column", key: [] })).toBeNull();
    expect(opened(sealed, place, published.key)).toBeNull();
  });

  it.each([
    ["plain text", "ya29.a0Af_B", "plaintext"],
    ["a look-alike", "ls1.", "malformed"],
    ["a look-alike with parts", "ls1.g.00112233aabb.hello", "malformed"],
    ["one cut to a tag of 15 bytes", `ls1.g.00112233aabb.${Buffer.alloc(27).toString("base64url")}`, "malformed"],
    ["another spelling of the same bytes", `ls1.g.00112233aabb.${"A".repeat(37)}B`, "malformed"],
    ["an algorithm of the future", `ls1.x.00112233aabb.${"A".repeat(40)}`, "unknown-algorithm"],
    ["other letters", `LS1.g.00112233aabb.${"A".repeat(40)}`, "plaintext"],
  ])("is told apart from %s", (_, text, kind) => {
    expect(parseEnvelope(text).kind).toBe(kind);
  });
});

it("binds to lengths, so that parts cannot be shifted between each other", () => {
  const bytes = (at: ValuePlace) => Buffer.from(additionalData("g", key.kid, at)).toString("hex");
  const keys = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], []];
  expect(new Set(keys.map((parts) => bytes({ ...place, key: parts }))).size).toBe(keys.length);
  // lengths are those of the UTF-8
  expect(bytes({ ...place, key: ["é€"] })).toMatch(/00000005c3a9e282ac$/);
  expect(bytes({ ...place, key: ["42"] })).toMatch(/^00000006000000036c7331.*00000003726f77000000023432$/);
});

it("gives a column the same id for ever, and another one to each column and job", () => {
  expect(place.columnId).toBe("443d86c8-4547-8548-93c0-bc11c6c053be");
  expect(columnIdOf(job.toUpperCase(), "access_token")).toBe(place.columnId);
  expect(columnIdOf(job, "refresh_token")).not.toBe(place.columnId);
  expect(() => columnIdOf("tokens", "access_token")).toThrow(/uuid/);
});
