/**
 * Plans between schemas that differ in much at once, run as they are (concurrent forms, transactions and all) in databases of their
 * own, there and back.
 */

import { Client } from "pg";
import { describe, expect, it } from "vitest";
import type { Catalog } from "../../src/core/catalog/catalog.ts";
import type { ServerVersion } from "../../src/core/catalog/server-version.ts";
import { catalogParts, readCatalogResults } from "../../src/core/inspection/catalog-statements.ts";
import { compareCatalogs } from "../../src/core/parity/compare-catalogs.ts";
import { makePlan } from "../../src/core/plan/make-plan.ts";
import { ReadBatch } from "../../src/postgres/read-batch.ts";
import { ensureRole } from "../support/ensure-role.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { schemaPairs } from "../support/schema-pairs.ts";
import { testedMajors } from "../support/tested-majors.ts";

const roles = ["m_role_a", "m_role_b", "m_reader", "m_delegate"].map((role) => ensureRole(role)).join("\n");

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major, { settings: { wal_level: "logical", autovacuum: "off" } });
  const version = (major * 10_000) as ServerVersion; // minors do not change catalogs
  const parts = catalogParts(version, new Set(), true);

  const read = async (client: Client): Promise<Catalog> => {
    const opening = ["set search_path = ''", "set jit = off"];
    const text = [...opening, ...parts.map((part) => part.sql)].join("\n;\n");
    const results = await client.query(new ReadBatch(text)).results;
    return readCatalogResults(parts, results.slice(opening.length), version, new Map()).catalog;
  };

  /** Runs the plan from what the database holds to the goal; returns what is left. */
  const close = async (client: Client, goal: Catalog) => {
    const start = await read(client);
    const { changes } = await compareCatalogs(start, goal);
    const plan = makePlan({ start, goal, changes, version, owner: start.server?.owner ?? null });
    await client.query("set search_path = ''; set check_function_bodies = off");
    for (const { transaction, statements } of plan.groups) {
      if (transaction) await client.query("begin");
      for (const { sql } of statements)
        await client.query(sql).catch((error: Error) => {
          throw new Error(`${error.message}\n  in ${sql}`, { cause: error });
        });
      if (transaction) await client.query("commit");
    }
    const written = plan.groups.flatMap((group) => group.statements.map(({ sql }) => sql)).join(";\n");
    return { left: (await compareCatalogs(await read(client), goal)).changes, written };
  };

  const open = async (sql: string): Promise<Client> => {
    const client = new Client({ connectionString: await createDatabase(server(), `${roles}\n${sql}`) });
    await client.connect();
    return client;
  };

  it.each(schemaPairs(major))("%s, there and back", async (_, from, to) => {
    const [client, other] = [await open(from), await open(to)];
    try {
      const [first, second] = [await read(client), await read(other)];
      const there = await close(client, second);
      expect(there.left, there.written).toEqual([]);
      const back = await close(client, first);
      expect(back.left, back.written).toEqual([]);
    } finally {
      await client.end();
      await other.end();
    }
  });
});
