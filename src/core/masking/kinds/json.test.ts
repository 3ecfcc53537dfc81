import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnTraits, maskingKey } from "../../../../test/support/column-traits.ts";
import type { Mask } from "../mask.ts";
import { maskerFor } from "../maskers-for.ts";

type JsonMask = Extract<Mask, { kind: "json" }>;

function masked(text: string, mask: JsonMask = { kind: "json" }, type = "jsonb"): string {
  return maskerFor(mask, columnTraits({ type }), maskingKey).mask([text])[0] ?? "";
}

/** Every string and number of a value, without keys. */
function leaves(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(leaves);
  return [value];
}

describe("masked JSON", () => {
  it("keeps its layout and no string or number of some length", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        // keys of digits are masked too, and JavaScript moves keys that read as whole numbers to the front
        fc.pre(!/"\d+":/.test(JSON.stringify(value)));
        const before = leaves(value);
        const after = leaves(JSON.parse(masked(JSON.stringify(value))));
        expect(after.map((leaf) => typeof leaf)).toEqual(before.map((leaf) => typeof leaf));
        before.forEach((leaf, i) => {
          if (typeof leaf === "boolean" || leaf === null) expect(after[i]).toBe(leaf);
          if (typeof leaf === "string" && leaf.trim().length > 7) expect(after[i]).not.toBe(leaf);
        });
      }),
    );
  });

  it("keeps the paths that are named, with every digit", () => {
    const text = '{"plan": "pro", "items": [{"sku": "A-1", "note": "call Anna"}], "big": 12345678901234567890}';
    const out = masked(text, { kind: "json", keep: ["plan", "items[].sku", "$.big"] });
    expect(out).toMatch(/^\{"plan": "pro", "items": \[\{"sku": "A-1", "note": "[a-z ]{9}"\}\], "big": 12345678901234567890\}$/);
  });

  it("masks a path by its own kind, and addresses as columns do", () => {
    const out = JSON.parse(
      masked('{"who": {"first": "Ada"}, "mail": "ada@x.org"}', {
        kind: "json",
        paths: [{ path: "who.*", mask: { kind: "constant", value: "-" } }],
      }),
    );
    expect(out.who.first).toBe("-");
    expect([out.mail]).toEqual(maskerFor({ kind: "email" }, columnTraits(), maskingKey).mask(["ada@x.org"]));
  });

  it("masks keys that are values, and leaves field names", () => {
    const out = masked('{"ada@x.org": true, "lastName": false, "tel 49170123456": null}');
    expect(out).toMatch(/^\{"[^"@]+@example\.\w+": true, "lastName": false, "[^"]+": null\}$/);
    expect(out).not.toContain("49170123456");
  });

  it("takes text that is no JSON for text", () => {
    expect(masked("{not JSON: Anna", { kind: "json" }, "text")).toMatch(/^[a-z ]+$/);
    expect(masked('{"a": "Anna Schmidt"}', { kind: "json" }, "text")).toMatch(/^\{"a": "[a-z ]{12}"\}$/);
  });
});
