import { describe, expect, it } from "vitest";
import { columnTraits } from "../../../test/support/column-traits.ts";
import type { ColumnTraits } from "./column-traits.ts";
import type { MaskChoice } from "./copy-choices.ts";
import { columnsToChoose, refuseUnclassified, unclassified } from "./unclassified.ts";

const command = "lockstep copy production staging --classify";
const choice = (changes: Partial<MaskChoice> = {}): MaskChoice => ({
  table: "public.people",
  column: "value",
  type: "text",
  mask: { kind: "keep" },
  confidence: "guess",
  why: "text may be anything",
  confirmed: "jon",
  ...changes,
});
const asked = (changes: Partial<ColumnTraits>) => columnsToChoose([columnTraits(changes)]).length === 1;

describe("columns that a person decides about", () => {
  it("are those that may hold anything, and plain ones whose name tells", () => {
    for (const type of ["text", "jsonb", "xml", "bytea", "hstore", "text[]", "inet", "tsvector", "public.address"])
      expect(asked({ type })).toBe(true);
    for (const type of ["integer", "boolean", "numeric(10,2)", "uuid", "date", "interval"]) expect(asked({ type })).toBe(false);
    expect(asked({ type: "date", column: "date_of_birth" })).toBe(true);
    expect(asked({ type: "public.mood", enumLabels: ["ok"] })).toBe(false);
    expect(asked({ isGenerated: true })).toBe(false);
  });

  it("are no foreign keys, unless what they refer to is not copied or refers back", () => {
    const users = columnTraits({ table: "public.users", column: "email" });
    const link = columnTraits({
      table: "public.links",
      column: "email",
      foreignKeyTo: { table: "public.users", column: "email" },
    });
    expect(columnsToChoose([users, link])).toEqual([users]);
    expect(columnsToChoose([link])).toEqual([link]);
    const circle = { ...users, foreignKeyTo: { table: "public.links", column: "email" } };
    expect(columnsToChoose([circle, link])).toHaveLength(1);
  });

  it("pass once somebody has decided, and are asked about again when the type changes", () => {
    const column = columnTraits();
    expect(unclassified([column], [choice()])).toEqual([]);
    expect(unclassified([column], [])[0]?.why).toBe("it is not in the masking file");
    for (const confirmed of [false, "", " "] as const)
      expect(unclassified([column], [choice({ confirmed })])[0]?.why).toBe("nobody has confirmed the proposal");
    expect(unclassified([column], [choice({ type: "jsonb" })])[0]?.why).toBe("it was jsonb when somebody decided, and is text");
  });

  it("stop a copy, and are named", () => {
    expect(() => refuseUnclassified([columnTraits()], [], command)).toThrow(
      expect.objectContaining({
        code: "COLUMNS_UNCLASSIFIED",
        message: expect.stringContaining("public.people.value (text): it is not in the masking file"),
        hint: expect.stringContaining(command),
      }),
    );
    expect(() => refuseUnclassified([columnTraits()], [choice()], command)).not.toThrow();
  });
});
