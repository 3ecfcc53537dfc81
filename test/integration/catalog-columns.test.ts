/**
 * Nothing that a server can store may be silent: every column of every system catalog, as the server itself lists
 * them, is a fact of some kind or is left out for a stated reason.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ColumnUse } from "../../src/core/kinds/define-kind.ts";
import { otherCatalogs } from "../../src/core/kinds/other-catalogs.ts";
import { kinds } from "../../src/core/kinds/registry.ts";
import { availableMajors, execSql, startServer } from "../support/postgres.ts";

const catalogColumns = `
  select c.relname || '.' || a.attname as column
  from pg_catalog.pg_class c
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace and c.relkind = 'r'
  order by 1`;

/** Facts that come from no column, by kind, with the reason. */
const computedFacts: { readonly [kind: string]: { readonly [fact: string]: string } } = {};

const tableOf = (column: string) => column.slice(0, column.indexOf("."));
const classifiedByKinds = new Map<string, Map<string, ColumnUse<Record<string, never>>>>();
for (const kind of kinds) {
  for (const [column, use] of Object.entries(kind.catalog)) {
    const uses = classifiedByKinds.get(column) ?? new Map<string, ColumnUse<Record<string, never>>>();
    classifiedByKinds.set(column, uses.set(kind.kind, use));
  }
}

const majors = availableMajors();
const columnsByMajor = new Map<number, readonly string[]>();

beforeAll(async () => {
  for (const major of majors) {
    const server = await startServer(major);
    try {
      const rows = await execSql(server.url("postgres"), catalogColumns);
      columnsByMajor.set(
        major,
        rows.map((row) => String(row.column)),
      );
    } finally {
      await server.stop();
    }
  }
});

afterAll(() => columnsByMajor.clear());

const everyColumn = () => new Set([...columnsByMajor.values()].flat());

describe.each(majors)("the system catalogs of PostgreSQL %i", (major) => {
  it("have no column that nobody has classified", () => {
    const columns = columnsByMajor.get(major) ?? [];
    expect(columns.length).toBeGreaterThan(500);
    const unknown = columns.filter(
      (column) => !classifiedByKinds.has(column) && !(column in otherCatalogs) && !(tableOf(column) in otherCatalogs),
    );
    expect(unknown).toEqual([]);
  });
});

describe("the classification of catalog columns", () => {
  // a column that is gone by now exists on an older major only
  it.skipIf(majors.length < 5)("names only columns that some major has", () => {
    const columns = everyColumn();
    const tables = new Set([...columns].map(tableOf));
    const ofKinds = [...classifiedByKinds.keys()].filter((column) => !columns.has(column));
    const ofOthers = Object.keys(otherCatalogs).filter((name) => !columns.has(name) && !tables.has(name));
    expect([...ofKinds, ...ofOthers]).toEqual([]);
  });

  it("does not leave out what a kind has as a fact", () => {
    const covered = [...classifiedByKinds.keys()];
    const twice = Object.keys(otherCatalogs).filter((name) =>
      covered.some((column) => column === name || tableOf(column) === name),
    );
    expect(twice).toEqual([]);
  });

  it("gives a reason wherever a column is left out", () => {
    const uses = [
      ...Object.entries(otherCatalogs),
      ...[...classifiedByKinds].flatMap(([column, of]) => [...of.values()].map((use) => [column, use] as const)),
    ];
    const unreasoned = uses.filter(([, use]) => typeof use === "object" && "ignored" in use && use.ignored.trim().length < 10);
    expect(unreasoned.map(([column]) => column)).toEqual([]);
  });

  it.each(kinds.map((kind) => [kind.kind, kind] as const))("says where each fact of %s comes from", (name, kind) => {
    const named = new Set(Object.values(kind.catalog).flatMap((use) => (Array.isArray(use) ? (use as readonly string[]) : []))); // a list of facts
    const facts = Object.keys(kind.changes);
    const computed = computedFacts[name] ?? {};
    expect(facts.filter((fact) => !named.has(fact) && !(fact in computed))).toEqual([]);
    expect([...named, ...Object.keys(computed)].filter((fact) => !facts.includes(fact))).toEqual([]);
  });
});
