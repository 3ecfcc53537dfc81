/**
 * Plans between schemas that differ in much at once, run as they are (concurrent forms, transactions and all) in databases of their
 * own, there and back.
 */

import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { ensureRole } from "../support/ensure-role.ts";
import { reach, readCatalog } from "../support/plan-runner.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { sampled } from "../support/sampled.ts";
import { schemaPairs } from "../support/schema-pairs.ts";
import { testedMajors } from "../support/tested-majors.ts";

const roles = ["m_role_a", "m_role_b", "m_reader", "m_delegate"].map((role) => ensureRole(role)).join("\n");

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major, { settings: { wal_level: "logical", autovacuum: "off" } });

  const open = async (sql: string): Promise<Client> => {
    const client = new Client({ connectionString: await createDatabase(server(), `${roles}\n${sql}`) });
    await client.connect();
    return client;
  };

  it.each(sampled(schemaPairs(major)))("%s, there and back", async (_, from, to) => {
    const [client, other] = [await open(from), await open(to)];
    try {
      const [first, second] = [await readCatalog(client, major), await readCatalog(other, major)];
      const there = await reach(client, second, major);
      expect(there.left, there.text).toEqual([]);
      const back = await reach(client, first, major);
      expect(back.left, back.text).toEqual([]);
    } finally {
      await client.end();
      await other.end();
    }
  });
});
