/**
 * One mutation on a live server for every fact of every kind: what the catalogs' rows witness, the diff must see, and by its
 * name. Each runs in a transaction that is rolled back, and is read in it by a role without rights of its own.
 */

import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../src/core/catalog/catalog.ts";
import type { ServerVersion } from "../../src/core/catalog/server-version.ts";
import { catalogParts, readCatalogResults } from "../../src/core/inspection/catalog-statements.ts";
import { kinds } from "../../src/core/kinds/registry.ts";
import { compareCatalogs } from "../../src/core/parity/compare-catalogs.ts";
import { ReadBatch } from "../../src/postgres/read-batch.ts";
import type { Mutation, MutationSuite } from "../mutations/mutation.ts";
import { mutationSuites } from "../mutations/registry.ts";
import { type MutationBase, missedAndExtra, runsOn, startMutationBase } from "../support/mutation-base.ts";
import { sampled } from "../support/sampled.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { catalogRows, catalogRowsQuery } from "../support/witness.ts";

describe("the mutation suites", () => {
  it("name every kind", () => {
    expect(mutationSuites.map((suite) => suite.kind).sort()).toEqual(kinds.map((kind) => kind.kind).sort());
  });

  it.each(kinds.map((kind) => [kind.kind, kind] as const))("change every fact of %s", (name, kind) => {
    const own = mutationSuites.find((suite) => suite.kind === name);
    const changed = mutationSuites.flatMap((suite) =>
      suite.mutations.flatMap(({ expect: wanted }) =>
        "fact" in wanted && (wanted.kind ?? suite.kind) === name ? [wanted.fact] : [],
      ),
    );
    const untouched = Object.keys(kind.changes).filter((fact) => !changed.includes(fact) && !(fact in (own?.immutable ?? {})));
    expect(untouched).toEqual([]);
  });

  it("are more than 250", () => {
    expect(mutationSuites.reduce((sum, suite) => sum + suite.mutations.length, 0)).toBeGreaterThan(250);
  });
});

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  let base: MutationBase;
  let client: Client;
  let witness: string;
  let testimony: string;
  let catalog: Catalog;

  // What an inspection would see inside the client's open transaction, as the auditor.
  const readInside = async (): Promise<Catalog> => {
    const opening = ["set local session authorization auditor", "set local search_path = ''", "set local jit = off"];
    const version = (major * 10_000) as ServerVersion; // minors do not change catalogs
    const parts = catalogParts(version);
    const text = [...opening, ...parts.map((part) => part.sql)].join("\n;\n");
    const results = await client.query(new ReadBatch(text)).results;
    return readCatalogResults(parts, results.slice(opening.length), version, new Map()).catalog;
  };
  const inTransaction = async <T>(work: () => Promise<T>): Promise<T> => {
    await client.query("begin");
    try {
      return await work();
    } finally {
      await client.query("rollback");
    }
  };

  beforeAll(async () => {
    base = await startMutationBase(major);
    client = new Client({ connectionString: base.url });
    await client.connect();
    witness = await catalogRowsQuery(client);
    testimony = await catalogRows(client, witness);
    catalog = await inTransaction(readInside);
  });
  afterAll(async () => {
    await client?.end();
    await base?.stop();
  });

  const check = async (suite: MutationSuite, mutation: Mutation): Promise<void> => {
    const { seen, after } = await inTransaction(async () => {
      await client.query(mutation.sql);
      return { seen: await catalogRows(client, witness), after: await readInside() };
    });
    expect(seen, "the witness sees no difference: the mutation does nothing").not.toBe(testimony);
    expect(missedAndExtra((await compareCatalogs(catalog, after)).changes, suite, mutation)).toEqual({ missed: [], extra: [] });
  };

  it("nothing differs when nothing was changed", async () => {
    const after = await inTransaction(readInside);
    expect((await compareCatalogs(catalog, after)).changes).toEqual([]);
  });

  for (const suite of mutationSuites) {
    const mutations = sampled(suite.mutations.filter((mutation) => runsOn(mutation, major) && mutation.alone !== true));
    if (mutations.length > 0)
      it.each(mutations.map((mutation) => [mutation.name, mutation] as const))(`${suite.kind}: %s`, (_, mutation) =>
        check(suite, mutation),
      );
  }

  it("leaves the database as it was", async () => {
    expect(await catalogRows(client, witness)).toBe(testimony);
  });
});
