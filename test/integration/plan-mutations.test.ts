/**
 * Every mutation of every kind, closed by a plan, there and back: what the mutation did must be reached from the base, and undone
 * from there. It all happens in a transaction that is rolled back, so that concurrent forms run as their plain ones.
 */

import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../src/core/catalog/catalog.ts";
import type { ServerVersion } from "../../src/core/catalog/server-version.ts";
import { catalogParts, readCatalogResults } from "../../src/core/inspection/catalog-statements.ts";
import { compareCatalogs } from "../../src/core/parity/compare-catalogs.ts";
import { makePlan } from "../../src/core/plan/make-plan.ts";
import { ReadBatch } from "../../src/postgres/read-batch.ts";
import type { Mutation } from "../mutations/mutation.ts";
import { mutationSuites } from "../mutations/registry.ts";
import { type MutationBase, runsOn, startMutationBase } from "../support/mutation-base.ts";
import { sampled } from "../support/sampled.ts";
import { testedMajors } from "../support/tested-majors.ts";

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const version = (major * 10_000) as ServerVersion; // minors do not change catalogs
  const parts = catalogParts(version, new Set(), true);
  let base: MutationBase;
  let client: Client;
  let start: Catalog;

  const read = async (): Promise<Catalog> => {
    const opening = ["set local search_path = ''", "set local jit = off"];
    const text = [...opening, ...parts.map((part) => part.sql)].join("\n;\n");
    const results = await client.query(new ReadBatch(text)).results;
    return readCatalogResults(parts, results.slice(opening.length), version, new Map()).catalog;
  };

  beforeAll(async () => {
    base = await startMutationBase(major);
    client = new Client({ connectionString: base.url });
    await client.connect();
    await client.query("begin");
    start = await read();
    await client.query("rollback");
  });
  afterAll(async () => {
    await client?.end();
    await base?.stop();
  });

  /** Runs the plan from one catalog to another; returns what is left, and the statements for the message. */
  const close = async (from: Catalog, to: Catalog, isGuarded: boolean) => {
    const { changes } = await compareCatalogs(from, to);
    const plan = makePlan({ start: from, goal: to, changes, version, owner: from.server?.owner ?? null, isGuarded });
    const statements = plan.groups.flatMap((group) => group.statements.map(({ sql }) => sql));
    await client.query("set local search_path = ''; set local check_function_bodies = off");
    for (const sql of statements) {
      const plain = sql.replace(/ CONCURRENTLY\b/, "");
      await client.query(plain).catch((error: Error) => {
        throw new Error(`${error.message}\n  in ${plain}\n  of\n${statements.join(";\n")}`, { cause: error });
      });
    }
    const reached = await read();
    const left = (await compareCatalogs(reached, to)).changes.map((change) => ({
      change: change.change,
      id: change.id,
      ...("facts" in change ? { facts: change.facts } : {}),
    }));
    return { statements, left, reached };
  };

  const check = async (mutation: Mutation): Promise<void> => {
    await client.query("begin");
    try {
      await client.query("savepoint base");
      await client.query(mutation.sql);
      const goal = await read();
      await client.query("rollback to savepoint base");
      const there = await close(start, goal, false);
      expect(there.left, there.statements.join(";\n")).toEqual([]);
      // IF [NOT] EXISTS and OR REPLACE must lead to the same: what comes in one mutation goes in another
      const back = await close(there.reached, start, true);
      expect(back.left, back.statements.join(";\n")).toEqual([]);
    } finally {
      await client.query("rollback");
    }
  };

  for (const suite of mutationSuites) {
    const mutations = sampled(
      suite.mutations.filter(
        (mutation) => runsOn(mutation, major) && mutation.alone !== true && mutation.unplannable === undefined,
      ),
    );
    if (mutations.length > 0)
      it.each(mutations.map((mutation) => [mutation.name, mutation] as const))(`${suite.kind}: %s`, (_, mutation) =>
        check(mutation),
      );
  }
});
