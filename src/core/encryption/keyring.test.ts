import { customType, pgTable, serial } from "drizzle-orm/pg-core";
import { describe, expect, expectTypeOf, it } from "vitest";
import { columnIdOf } from "./column-id.ts";
import { type KeyPurpose, mintDataKey, openDataKey, type StoredDataKey } from "./data-key.ts";
import { encryptedText } from "./drizzle-column.ts";
import { openKeyring } from "./keyring.ts";
import { parseMasterKey } from "./master-key.ts";
import { sealText } from "./seal.ts";

const id = "6f8b0c3e-58b7-4a44-9d0c-3f1e2d4c5b6a";
const kek = "5a".repeat(32);
const master = parseMasterKey(kek);
const minted = (column: string, purpose: KeyPurpose = "data", is_current = true): StoredDataKey => ({
  ...mintDataKey(columnIdOf(id, column), purpose, master),
  is_current,
});
const old = minted("token");
const stored = [old, minted("refresh")];
const open = (keys: readonly StoredDataKey[] = stored) => openKeyring({ kek, keys });
const canary = "canary-7f3a-plaintext";

describe("a column", () => {
  it("gives back what it took, for its row only", () => {
    const column = open().column({ id, column: "token", binding: "row" });
    const sealed = column.encrypt(canary, 42n);
    for (const key of [42, "42", 42n, ["42"]] as const) expect(column.decrypt(sealed, key)).toBe(canary);
    expect(() => column.decrypt(sealed, 43)).toThrow(/does not open/);
    expect(() => column.encrypt(canary)).toThrow(/bound to their row/);
    expect(() => open().column({ id, column: "refresh", binding: "row" }).decrypt(sealed, 42)).toThrow(/not known here/);
  });

  it("passes plain text on while it is tolerant, and refuses it when it is strict", () => {
    const options = { id, column: "token", binding: "column" } as const;
    const tolerant = open().column(options);
    const strict = open().column({ ...options, mode: "strict" });
    expect([tolerant.decrypt(canary), tolerant.decrypt("")]).toEqual([canary, ""]);
    expect(() => strict.decrypt(canary)).toThrow("it is plain text");
    expect(() => strict.decrypt("")).toThrow("it is empty");
    expect(strict.decrypt(strict.encrypt(""))).toBe("");
    // what looks as if it were encrypted is not passed on by either
    for (const column of [tolerant, strict]) expect(() => column.decrypt(`ls1.${canary}`)).toThrow(/does not open/);
  });

  it("names no value when it fails, whatever stands there", () => {
    const column = open().column({ id, column: "token", binding: "row", mode: "strict" });
    const sealed = column.encrypt(canary, 1);
    const said: string[] = [];
    for (const text of [
      canary,
      `ls1.${canary}`,
      `ls1.x.00112233aabb.${canary}`,
      `ls1.g.00112233aabb.${canary.repeat(3)}`,
      sealed,
    ])
      try {
        column.decrypt(text, 2);
        expect.unreachable();
      } catch (error) {
        said.push(String(error) + JSON.stringify(error));
      }
    expect(said.join("\n")).not.toMatch(/canary|7f3a/);
    expect(said.join("\n")).not.toContain(sealed.slice(20));
  });

  it("reads what older keys have sealed, and seals with the newest that is in use", () => {
    const options = { id, column: "token", binding: "column" } as const;
    const before = open().column(options).encrypt("x");
    const announced = minted("token", "data", false);
    // known to all readers first, used by writers only then
    expect(
      open([...stored, announced])
        .column(options)
        .encrypt("x"),
    ).toContain(old.kid);
    const rotated = open([...stored, { ...announced, is_current: true }]).column(options);
    expect(rotated.encrypt("x")).toContain(announced.kid);
    expect(rotated.decrypt(before)).toBe("x");
    expect(() => open().column(options).decrypt(rotated.encrypt("x"))).toThrow(announced.kid);
  });

  it("opens with both master keys while one replaces the other", () => {
    const sealed = open().column({ id, column: "token", binding: "column" }).encrypt("x");
    const both = openKeyring({ kek: ["6b".repeat(32), kek], keys: stored });
    expect(both.column({ id, column: "token", binding: "column" }).decrypt(sealed)).toBe("x");
    const other = openKeyring({ kek: "6b".repeat(32), keys: stored });
    expect(() => other.column({ id, column: "token", binding: "column" })).toThrow(/wrapped by master key/);
    expect(() => open().column({ id, column: "none", binding: "column" })).toThrow(/no data key/);
  });
});

it("finds equal values by a blind index under a key of its own", () => {
  const index = minted("email", "index");
  const keys = [...stored, minted("email"), index];
  const column = open(keys).column({ id, column: "email", binding: "column" });
  const one = column.blindIndex(" Ada@Example.com ", "lower-trim-1");
  expect(one).toMatch(/^[\w-]{22}$/);
  expect(column.blindIndex("ada@example.com", "lower-trim-1")).toBe(one);
  expect(column.blindIndex("ada@example.com", "exact-1")).not.toBe(one);
  expect(column.blindIndex("bob@example.com", "lower-trim-1")).not.toBe(one);
  expect(() => open().column({ id, column: "token", binding: "column" }).blindIndex("x", "exact-1")).toThrow(/blind index/);
});

it("keeps the key of a blind index apart from those that seal", () => {
  const index = minted("email", "index");
  const column = (...keys: readonly StoredDataKey[]) => open(keys).column({ id, column: "email", binding: "column" });
  const one = column(minted("email"), index);
  // another data key changes nothing that is found
  expect(column(minted("email"), index).blindIndex("x", "exact-1")).toBe(one.blindIndex("x", "exact-1"));
  expect(column(minted("email"), minted("email", "index")).blindIndex("x", "exact-1")).not.toBe(one.blindIndex("x", "exact-1"));
  const place = { columnId: index.column_id, binding: "column", key: [] } as const;
  const sealedByIt = sealText("x", openDataKey(index, [master]), place);
  expect(() => one.decrypt(sealedByIt)).toThrow(/not known here/);
});

it("is a column type of Drizzle", () => {
  const column = open().column({ id, column: "token", binding: "column" });
  const text = customType<{ data: string; driverData: string }>;
  const secret = encryptedText(text, column);
  const accounts = pgTable("accounts", { id: serial().primaryKey(), token: secret("token").notNull() });
  expectTypeOf<(typeof accounts.$inferSelect)["token"]>().toEqualTypeOf<string>();
  expect(accounts.token.getSQLType()).toBe("text");
  const sent = accounts.token.mapToDriverValue("x");
  expect(sent).toMatch(/^ls1\.g\./);
  expect(accounts.token.mapFromDriverValue(String(sent))).toBe("x");
  const bound = open().column({ id, column: "token", binding: "row" });
  expect(() => encryptedText(text, bound)).toThrow(/does not know the row/);
});
