import { expect, it } from "vitest";
import { columnIdOf } from "../core/encryption/column-id.ts";
import { defineEncryption, type EncryptionDefinition } from "./define-encryption.ts";
import { encryptionJob } from "./encryption-job.ts";
import { env } from "./secrets/env.ts";

const id = "6f8b0c3e-58b7-4a44-9d0c-3f1e2d4c5b6a";
const definition: EncryptionDefinition = { id, table: "public.users", columns: ["token"], key: env("KEY"), binding: "row" };
const read = (part: object = {}) => encryptionJob("tokens", "db/jobs/tokens.ts", { ...defineEncryption(definition), ...part });

it("gives each column its id, which a rename does not change", () => {
  const before = read().columns[0];
  expect(before).toEqual({ name: "token", columnId: columnIdOf(id, "token"), blindIndex: null });
  expect(read({ columns: [{ column: "secret", was: "token" }] }).columns[0]).toEqual({ ...before, name: "secret" });
});

it("has another checksum when something else becomes of rows, and the same under another key", () => {
  const { checksum } = read();
  expect(read({ key: env("OTHER") }).checksum).toBe(checksum);
  for (const part of [{ binding: "column" }, { columns: ["token", "other"] }, { table: "public.others" }])
    expect(read(part).checksum).not.toBe(checksum);
});

it.each([
  [{ id: "tokens" }, "uuid"],
  [{ previousKey: env("OLD") }, 'no "previousKey"'],
  [{ id: undefined }, "id is missing"],
  [{ table: "" }, "table is missing"],
  [{ columns: [] }, "columns is a list"],
  [{ columns: [7] }, "a column is a name"],
  [{ columns: ["token", "token"] }, "stands twice"],
  [{ key: "a-key-that-stands-in-the-file" }, "key is a reference"],
  [{ key: { kind: "literal", value: "canary" } }, "the key itself stands in the file"],
  [{ binding: "table" }, 'binding is "row" or "column"'],
  [{ blindIndex: { email: { into: "x", normalise: "exact-1" } } }, "names email"],
  [{ blindIndex: { token: { into: "token_index", normalise: "toString" } } }, "normalise is one of exact-1"],
])("refuses %j, by the field", (part, why) => {
  expect(() => read(part)).toThrow(why);
  expect(() => read(part)).not.toThrow("canary");
});
