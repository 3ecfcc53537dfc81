/**
 * What is the same must compare as the same: an identical rebuild, a schema in other words, one that was printed and read again,
 * one that another role reads, one on another major. Every phantom here would be an alarm that nobody believes any more.
 */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "../../src/core/app-error.ts";
import type { Catalog } from "../../src/core/catalog/catalog.ts";
import { compareCatalogs } from "../../src/core/parity/compare-catalogs.ts";
import { mutationSuites } from "../mutations/registry.ts";
import { ensureRole } from "../support/ensure-role.ts";
import { asAuditor, inspectUrl } from "../support/inspect-url.ts";
import { type MutationBase, startMutationBase } from "../support/mutation-base.ts";
import { availableMajors, createDatabase, execSql, pgDumpPath } from "../support/postgres.ts";
import { recreateFromPrinted } from "../support/recreate.ts";
import { sampled } from "../support/sampled.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { schemaDump } from "../support/witness.ts";

const fixture = (name: string) => readFile(join(import.meta.dirname, "../fixtures/respelled", name), "utf8");

/** A database with every suite's objects, as `setupMajor` can make them; other oids than the base. */
async function rebuild(base: MutationBase, setupMajor: number): Promise<string> {
  const url = await createDatabase(
    base.server,
    "create schema shifts_oids; create table shifts_oids.t (); drop schema shifts_oids cascade",
  );
  for (const suite of mutationSuites) await execSql(url, suite.setup(setupMajor));
  return url;
}

async function loadShop(base: MutationBase, file: string): Promise<string> {
  return createDatabase(base.server, `${ensureRole("m_reader")}\n${await fixture(file)}`);
}

// Rows that suites write by hand, for want of an extension's files and of a label provider.
const unrestorable = "delete from pg_extension where extname = 'm_extension'; delete from pg_seclabel";

async function changes(from: Catalog, to: Catalog) {
  return (await compareCatalogs(from, to)).changes.map((change) =>
    "facts" in change ? { id: change.id, facts: change.facts } : { id: change.id, change: change.change },
  );
}

/** Facts whose text differs, whether or not they mean the same. */
function respelled(a: Catalog, b: Catalog): number {
  let count = 0;
  for (const [id, { facts }] of a.objects) {
    const other = b.objects.get(id)?.facts ?? {};
    for (const [fact, value] of Object.entries(facts)) if (JSON.stringify(value) !== JSON.stringify(other[fact])) count++;
  }
  return count;
}

const missingRights = ({ notCompared }: Catalog) => notCompared.filter(({ forWantOfRights }) => forWantOfRights === true);

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  let base: MutationBase;
  let catalog: Catalog;

  beforeAll(async () => {
    base = await startMutationBase(major);
    catalog = await inspectUrl(base.url);
  });
  afterAll(() => base?.stop());

  describe("an identical rebuild", () => {
    it("has no difference, and hides none: everything was seen", async () => {
      const again = await inspectUrl(await rebuild(base, major));
      expect(again.objects.size).toBe(catalog.objects.size);
      expect(await changes(catalog, again)).toEqual([]);
      expect(missingRights(again)).toEqual([]);
      expect(again.notCompared).toEqual(catalog.notCompared);
    });

    it("gives the same catalog to a role that may connect and nothing else, but for gaps that are named", async () => {
      const url = asAuditor(await rebuild(base, major));
      const [{ may } = {}] = await execSql(url, "select has_schema_privilege('m_table', 'usage') as may");
      expect(may, "the role must not be able to use the schemas that it audits").toBe(false);
      const seen = await inspectUrl(url);
      expect(await changes(catalog, seen)).toEqual([]);
      expect(await changes(seen, catalog)).toEqual([]);
      expect(await changes(await inspectUrl(asAuditor(base.url)), seen)).toEqual([]);
      const gaps = missingRights(seen);
      expect(gaps.every(({ what }) => what.startsWith("user-mapping:"))).toBe(true);
      expect(gaps.length).toBeGreaterThan(0);
    });
  });

  describe("the same schema in other words", () => {
    it("has no difference: search_path, order, casts, spelled-out types, constraints added afterwards", async () => {
      const a = await inspectUrl(await loadShop(base, "a.sql"));
      const b = await inspectUrl(await loadShop(base, "b.sql"));
      expect(a.objects.size).toBeGreaterThan(100);
      expect(await changes(a, b)).toEqual([]);
      expect(await changes(b, a)).toEqual([]);
    });

    it("has no difference once Postgres has printed it and read it again, and again", async () => {
      const url = await loadShop(base, "a.sql");
      const before = await inspectUrl(url);
      for (const path of ["''", "shop, public", "''"]) {
        await execSql(url, `set search_path = ${path}; ${recreateFromPrinted("shop")}`);
        const after = await inspectUrl(url);
        expect(respelled(before, after), "nothing was spelled differently, so nothing was proven").toBeGreaterThan(2);
        expect(await changes(before, after)).toEqual([]);
      }
    });

    it("has no difference once everything that every suite made was printed and read again", async () => {
      const url = await createDatabase(base.server, "", "base");
      const before = await inspectUrl(url);
      const schemas = await execSql(url, "select nspname as name from pg_namespace where nspname like 'm\\_%' order by 1");
      expect(schemas.length).toBeGreaterThan(30);
      for (const { name } of schemas) await execSql(url, `set search_path = ''; ${recreateFromPrinted(String(name))}`);
      expect(await changes(before, await inspectUrl(url))).toEqual([]);
    });

    const program = pgDumpPath(major);
    const restored = async (url: string) => createDatabase(base.server, await schemaDump(program ?? "", url));
    it.skipIf(program === null)("has no difference after pg_dump and a restore, and another", async () => {
      let url = await loadShop(base, "a.sql");
      const before = await inspectUrl(url);
      for (let round = 0; round < 2; round++) {
        url = await restored(url);
        expect(await changes(before, await inspectUrl(url))).toEqual([]);
      }
    });

    it.skipIf(program === null)("has no difference after everything that every suite made was dumped and restored", async () => {
      const url = await rebuild(base, major);
      await execSql(url, unrestorable);
      expect(await changes(await inspectUrl(url), await inspectUrl(await restored(url)))).toEqual([]);
    });
  });

  describe("a server that hides a catalog", () => {
    const catalogsOf = async (url: string) =>
      (
        await execSql(
          url,
          `select relname as name from pg_class where relnamespace = 'pg_catalog'::regnamespace and relkind = 'r'
             and has_table_privilege('auditor', oid, 'select') order by 1`,
        )
      ).map(({ name }) => String(name));

    it("makes no difference of what it hides: each gap is named, or the audit refuses", async () => {
      const url = await createDatabase(base.server, "", "base");
      const whole = await inspectUrl(asAuditor(url));
      const outcomes = { named: 0, refused: 0, unread: 0 };
      const wrong: unknown[] = [];
      for (const name of sampled(await catalogsOf(url), 6)) {
        await execSql(url, `revoke select on pg_catalog.${name} from public`);
        const outcome = await inspectUrl(asAuditor(url)).catch((error: unknown) => error);
        await execSql(url, `grant select on pg_catalog.${name} to public`);
        if (outcome instanceof AppError) {
          outcomes.refused++;
          if (outcome.code !== "PERMISSION_DENIED" || !outcome.message.includes(name)) wrong.push(name, outcome.message);
          continue;
        }
        if (outcome instanceof Error) throw outcome;
        const seen = outcome as Catalog; // inspectUrl gives a catalog or throws
        // that the right itself is gone is a difference
        const differences = (await changes(whole, seen)).filter(({ id }) => id !== `privilege:table:pg_catalog.${name}:public`);
        const isNamed = missingRights(seen).some(({ why }) => why.includes(name));
        outcomes[isNamed ? "named" : "unread"]++;
        if (differences.length > 0) wrong.push(name, differences.slice(0, 3), isNamed);
      }
      console.log(`PostgreSQL ${major}:`, outcomes);
      expect(wrong).toEqual([]);
      expect(outcomes.named).toBeGreaterThan(0);
    });
  });
});

// Without several majors to test, the oldest and the newest that are installed.
const installed = availableMajors();
const paired = testedMajors().length > 1 ? testedMajors() : installed.filter((_, i) => i === 0 || i === installed.length - 1);
const pairs = paired.flatMap((older) => paired.filter((newer) => newer > older).map((newer) => [older, newer] as const));

describe("the same schema on two majors", () => {
  const bases = new Map<number, MutationBase>();

  const baseOf = (major: number): MutationBase => {
    const base = bases.get(major);
    if (base === undefined) throw new Error(`PostgreSQL ${major} was not started`);
    return base;
  };

  beforeAll(async () => {
    for (const major of paired) if (pairs.length > 0) bases.set(major, await startMutationBase(major));
  });
  afterAll(async () => {
    for (const base of bases.values()) await base.stop();
  });

  if (pairs.length === 0) it.skip("needs servers of two majors: npm install --prefix test/servers", () => undefined);

  it.each(pairs)("has no difference between %i and %i", async (older, newer) => {
    const a = await inspectUrl(baseOf(older).url);
    const b = await inspectUrl(await rebuild(baseOf(newer), older));
    expect(await changes(a, b)).toEqual([]);
    expect(await changes(b, a)).toEqual([]);
  });

  it.each(pairs)("has no difference in other words between %i and %i", async (older, newer) => {
    const a = await inspectUrl(await loadShop(baseOf(older), "a.sql"));
    const b = await inspectUrl(await loadShop(baseOf(newer), "b.sql"));
    expect(await changes(a, b)).toEqual([]);
  });
});
