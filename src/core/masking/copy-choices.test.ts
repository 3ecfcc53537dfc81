/** The masking file keeps what people said, and asks again where the column is another one. */

import { describe, expect, it } from "vitest";
import { columnTraits } from "../../../test/support/column-traits.ts";
import type { ColumnTraits } from "./column-traits.ts";
import { chosenMask, formatChoices, type MaskChoice, updateChoices } from "./copy-choices.ts";
import { proposals } from "./copy-proposals.ts";

const column = (name: string, type = "text", more: Partial<ColumnTraits> = {}): ColumnTraits =>
  columnTraits({ table: "public.users", column: name, type, ...more });
const choice = (name: string, more: Partial<MaskChoice> = {}): MaskChoice => ({
  table: "public.users",
  column: name,
  type: "text",
  mask: { kind: "text" },
  confidence: "guess",
  why: "it is text",
  confirmed: false,
  ...more,
});

describe("proposals", () => {
  it("are made for what may hold anything and for what its name gives away, and hold no value", () => {
    const columns = [
      column("email"),
      column("id", "bigint", { isKey: true, isIdentity: true }),
      column("phone", "bigint"),
      column("n", "integer"),
    ];
    const made = proposals(columns, ({ column: name }) => (name === "email" ? ["canary@example.com"] : []));
    expect(made.map(({ column: name, mask }) => [name, mask.kind])).toEqual([
      ["email", "email"],
      ["phone", "number"],
    ]);
    expect(made.every(({ confirmed }) => confirmed === false)).toBe(true);
    expect(JSON.stringify(made)).not.toContain("canary");
  });
});

describe("the masking file", () => {
  const columns = [column("a"), column("b"), column("c", "jsonb"), column("salary", "numeric")];

  it("keeps what was confirmed and what somebody added, and renews what nobody has looked at", () => {
    const before = [
      choice("a", { mask: { kind: "keep" }, confirmed: "ada" }),
      choice("b", { why: "old" }),
      choice("salary", { type: "numeric", mask: { kind: "number" }, confirmed: "ada" }),
    ];
    const { choices, added, changed, gone } = updateChoices(
      before,
      [choice("a"), choice("b", { why: "new" }), choice("c", { type: "jsonb" })],
      columns,
    );
    expect(choices.columns).toEqual([before[0], choice("b", { why: "new" }), choice("c", { type: "jsonb" }), before[2]]);
    expect({ added, changed, gone }).toEqual({ added: ["public.users.c"], changed: [], gone: [] });
  });

  it("asks again where the type is another one, and forgets what is gone", () => {
    const before = [
      choice("c", { confirmed: "ada" }),
      choice("old", { confirmed: "ada" }),
      choice("salary", { type: "integer", confirmed: "ada" }),
    ];
    const { choices, changed, gone } = updateChoices(before, [choice("c", { type: "jsonb" })], columns);
    expect(choices.columns.map(({ column: name, type, confirmed }) => [name, type, confirmed])).toEqual([
      ["c", "jsonb", false],
      ["salary", "numeric", false],
    ]);
    expect({ changed, gone }).toEqual({ changed: ["public.users.c", "public.users.salary"], gone: ["public.users.old"] });
  });

  it("counts only what is confirmed for the type that the column has", () => {
    const given = [choice("a", { confirmed: "ada" }), choice("b"), choice("c", { confirmed: "ada" })];
    expect(columns.map((one) => chosenMask(one, given).kind)).toEqual(["text", "keep", "keep", "keep"]);
  });

  it("is the same text for the same choices", () => {
    const given = updateChoices([], [choice("b"), choice("a")], columns).choices;
    expect(formatChoices(given)).toBe(formatChoices(updateChoices([], [choice("a"), choice("b")], columns).choices));
  });
});
