/** What adding things costs: one file, one registry line, and tests that notice when something is forgotten. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { objectKinds } from "../../src/core/catalog/object-kind.ts";
import { kinds } from "../../src/core/kinds/registry.ts";
import { mutationSuites } from "../mutations/registry.ts";

const root = join(import.meta.dirname, "..", "..");

describe("the registry of kinds", () => {
  it("holds every kind of object, each once", () => {
    expect(kinds.map(({ kind }) => kind).sort()).toEqual([...objectKinds].sort());
  });

  it.each(kinds.map(({ kind }) => kind))("has %s in a file of that name", (kind) => {
    const text = readFileSync(join(root, "src/core/kinds", `${kind}.ts`), "utf8");
    expect(text).toContain(`kind: "${kind}"`);
  });

  it.each(kinds.map((kind) => [kind.kind, kind] as const))("has mutations for %s", (name) => {
    expect(mutationSuites.filter((suite) => suite.kind === name)).toHaveLength(1);
  });

  it.each(["diff", "risk"])("core/%s names no kind", (room) => {
    const folder = join(root, "src/core", room);
    const names = objectKinds.filter(
      (kind) =>
        ![
          "view",
          "index",
          "table",
          "column",
          "constraint",
          "comment",
          "role",
          "rule",
          "schema",
          "server",
          "setting",
          "database",
          "function",
          "language",
          "operator",
          "range",
          "statistics",
        ].includes(kind),
    );
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    for (const file of files.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))) {
      const text = readFileSync(join(folder, file), "utf8");
      expect(
        [...names, "table", "column", "index"].filter((kind) => text.includes(`"${kind}"`)),
        file,
      ).toEqual([]);
    }
  });

  it("asks every kind's columns of catalogs, schema-qualified and ordered", () => {
    for (const kind of kinds) {
      const sql = kind.query(180_000 as Parameters<typeof kind.query>[0]);
      expect(sql, kind.kind).toMatch(/order by/i);
      expect(sql.match(/\b(?:from|join) pg_(?!catalog\.)\w+/g) ?? [], kind.kind).toEqual([]);
    }
  });
});
