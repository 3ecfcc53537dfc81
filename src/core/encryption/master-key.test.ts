import { describe, expect, it } from "vitest";
import { mintDataKey, openDataKey, rewrapDataKey } from "./data-key.ts";
import { parseMasterKey } from "./master-key.ts";

const bytes = Buffer.from(Array.from({ length: 32 }, (_, i) => i * 7 + 3));
const columnId = "443d86c8-4547-8548-93c0-bc11c6c053be";

describe("a master key", () => {
  it("is the same in hexadecimal, base64 and base64url, with blanks around it", () => {
    const spellings = [
      bytes.toString("hex"),
      bytes.toString("hex").toUpperCase(),
      bytes.toString("base64"),
      bytes.toString("base64url"),
    ];
    const prints = [...spellings, ` ${bytes.toString("base64")}\n`].map((text) => parseMasterKey(text).fingerprint);
    expect(new Set(prints).size).toBe(1);
    expect(prints[0]).toMatch(/^[0-9a-f]{12}$/);
  });

  it.each([
    ["", "it is empty"],
    ["0123456789abcdef0123456789abcdef", "it is 32 hexadecimal digits, which are 16 bytes"],
    ["correct-horse-battery-staple-foo", "it is 32 characters, which are no 32 random bytes"],
    ["abcdefghijklmnopqrstuvwxyzABCDEF", "it is 32 characters"],
    [Buffer.alloc(16).toString("base64"), "it is 24 characters of base64, which are 16 bytes"],
    [Buffer.alloc(33, 1).toString("base64"), "which are 33 bytes"],
    ["not a key, but a sentence", "neither hexadecimal nor base64"],
  ])("is not %j", (text, why) => {
    expect(() => parseMasterKey(text)).toThrow(why);
  });

  it("is never quoted when it is refused", () => {
    const secret = "canary-Secret-Pa55phrase-of-mine";
    try {
      parseMasterKey(secret);
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toMatch(/canary|Pa55/);
    }
  });
});

describe("a data key", () => {
  const master = parseMasterKey(bytes.toString("hex"));
  const next = parseMasterKey("ab".repeat(32));
  const stored = { ...mintDataKey(columnId, "data", master), is_current: true };

  it("opens under its master key only, and says which one is missing", () => {
    expect(openDataKey(stored, [next, master])).toMatchObject({ kid: stored.kid });
    expect(() => openDataKey(stored, [next])).toThrow(
      `wrapped by master key ${master.fingerprint}, and this is ${next.fingerprint}`,
    );
    expect(() => openDataKey(stored, [])).toThrow("none was given");
  });

  it("is the same key after it was wrapped again", () => {
    const again = rewrapDataKey(stored, [master], next);
    expect(again).toMatchObject({ kid: stored.kid, kek: next.fingerprint });
    expect(again.wrapped).not.toBe(stored.wrapped);
    expect(openDataKey(again, [next]).key.equals(openDataKey(stored, [master]).key)).toBe(true);
  });

  it.each([
    ["another column", { column_id: "443d86c8-4547-8548-93c0-bc11c6c053bf" }],
    ["another purpose", { purpose: "index" }],
    ["another id", { kid: "ffffffffffff" }],
    ["a changed text", { wrapped: stored.wrapped.replace(/.$/, (last) => (last === "A" ? "Q" : "A")) }],
    ["a cut text", { wrapped: stored.wrapped.slice(0, 30) }],
    ["no text", { wrapped: "" }],
  ])("does not open as that of %s", (_, part) => {
    expect(() => openDataKey({ ...stored, ...part }, [master])).toThrow(/does not open under master key/);
  });

  it("cannot be printed", () => {
    const { key } = openDataKey(stored, [master]);
    expect(JSON.stringify({ key, text: String(key) })).not.toMatch(/[0-9a-f]{40}/);
  });
});
