import { describe, expect, it } from "vitest";
import { columnTraits } from "../../../test/support/column-traits.ts";
import { classify } from "./classify.ts";
import type { ColumnTraits } from "./column-traits.ts";

const kindOf = (changes: Partial<ColumnTraits>, sample: readonly string[] = []) =>
  classify(columnTraits(changes), sample).mask.kind;

describe("classify", () => {
  it.each<readonly [string, string]>([
    ["email", "email"],
    ["primaryEmail", "email"],
    ["correo_electronico", "email"],
    ["vorname", "first-name"],
    ["Nachname", "last-name"],
    ["apellido", "last-name"],
    ["telefon_mobil", "phone"],
    ["phone_number", "phone"],
    ["iban", "digits"],
    ["ssn", "digits"],
    ["refresh_token", "token"],
    ["passwordHash", "token"],
    ["straße", "street"],
    ["address_line_2", "street"],
    ["plz", "zip"],
    ["ciudad", "city"],
    ["notes", "text"],
    ["name", "name"],
  ])("knows %s by its name", (column, kind) => {
    expect(kindOf({ column })).toBe(kind);
  });

  it.each<readonly [string, readonly string[], string]>([
    ["c1", Array.from({ length: 30 }, (_, i) => `user${i}@x.org`), "email"],
    ["c2", Array.from({ length: 30 }, (_, i) => `+49 170 12345${10 + i}`), "phone"],
    ["c3", ["DE89370400440532013000", "GB82WEST12345698765432"], "digits"],
    ["c4", ["4111111111111111", "5500000000000004"], "digits"],
    ["c5", ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_DEF-123"], "token"],
  ])("knows values by their form whatever the column is called: %s", (column, sample, kind) => {
    expect(kindOf({ column }, sample)).toBe(kind);
  });

  it("keeps what tells nobody apart", () => {
    expect(kindOf({ column: "email_verified", type: "boolean" })).toBe("keep");
    expect(kindOf({ column: "mood", type: "public.mood", enumLabels: ["sad", "ok"] })).toBe("keep");
    expect(kindOf({ column: "id", type: "bigint", isKey: true })).toBe("keep");
    expect(kindOf({ column: "created_at", type: "timestamp with time zone" })).toBe("keep");
    expect(kindOf({ column: "amount", type: "numeric(12,2)" })).toBe("keep");
    expect(
      kindOf(
        { column: "state" },
        Array.from({ length: 60 }, (_, i) => ["open", "closed"][i % 2] ?? ""),
      ),
    ).toBe("keep");
    expect(kindOf({ column: "tier", checks: ["(tier = ANY (ARRAY['a'::text, 'b'::text]))"] })).toBe("keep");
    expect(
      kindOf(
        { table: "public.plans", column: "name" },
        Array.from({ length: 60 }, (_, i) => `Plan ${i % 3}`),
      ),
    ).toBe("keep");
  });

  it("masks what numbers and dates say of a person", () => {
    expect(kindOf({ column: "salary", type: "numeric" })).toBe("number");
    expect(kindOf({ column: "ssn", type: "bigint" })).toBe("number");
    expect(kindOf({ column: "geburtsdatum", type: "date" })).toBe("date-shift");
  });

  it("masks what may hold anything, and says that it guesses", () => {
    expect(classify(columnTraits({ type: "jsonb" }), [])).toMatchObject({ mask: { kind: "json" }, confidence: "guess" });
    expect(classify(columnTraits({ column: "x" }), ["call back later"])).toMatchObject({
      mask: { kind: "text" },
      confidence: "guess",
    });
    expect(classify(columnTraits({ column: "x", type: "int4range" }), [])).toMatchObject({
      mask: { kind: "null" },
      confidence: "guess",
    });
  });

  it("never shows a value", () => {
    const secret = "canary-8f3a@x.org";
    for (const type of ["text", "jsonb", "bytea"]) expect(classify(columnTraits({ type }), [secret]).why).not.toContain("canary");
  });
});
