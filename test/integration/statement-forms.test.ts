/**
 * Every statement form that the linter reads, run on real servers: predicted locks and costs must equal what was observed, for every
 * relation that was there before. With the catalog at hand nothing may differ; from the text alone, what the text names is compared.
 */

import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schemaModelOf } from "../../src/core/kinds/schema-model-of.ts";
import { modelOfText, type SchemaModel } from "../../src/core/risk/schema-model.ts";
import { loadParser } from "../../src/core/sql/parse-sql.ts";
import { unquoteIdentifier } from "../../src/core/sql/quote.ts";
import type { Observation } from "../../src/postgres/observe-statements.ts";
import { observeOutside } from "../statements/observe-outside.ts";
import { observeStatement } from "../statements/observe-statement.ts";
import { predictStatement } from "../statements/predict-statement.ts";
import { statementFamilies } from "../statements/registry.ts";
import { formSchema } from "../statements/schema.ts";
import { inspectUrl } from "../support/inspect-url.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { sampled, times } from "../support/sampled.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { withClient } from "../support/with-client.ts";

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  let template: string;
  let url: string;
  let client: Client;
  let model: SchemaModel;

  beforeAll(async () => {
    await loadParser();
    template = new URL(await createDatabase(server(), formSchema(major))).pathname.slice(1);
    url = await createDatabase(server(), "", template);
    client = new Client({ connectionString: url });
    await client.connect();
    model = await modelOf(url);
  });
  afterAll(async () => {
    await client?.end();
  });

  /** What the text alone says of each form that ran. */
  const fromText: FromText[] = [];

  for (const { family, cases, ownSession, locksOnly } of statementFamilies) {
    const runnable = sampled(
      cases.filter(({ since = 0, until = 99 }) => since <= major && major <= until),
      8,
    );
    const shared = runnable.filter(({ outside, setup }) => outside !== true && setup === undefined);
    it.each(shared.map((one) => [one.sql, one] as const))(`${family}: %s`, async (sql, { timeZone = "UTC" }) => {
      const watcher = ownSession === true ? new Client({ connectionString: url }) : client;
      if (watcher !== client) await watcher.connect();
      try {
        const { locks, costs, words } = await observeStatement(watcher, sql, { TimeZone: timeZone });
        const predicted = predictStatement(sql, { ...model, timeZone });
        fromText.push(judgeFromText(sql, model, { locks, costs }));
        expect(
          { locks: predicted.locks, costs: locksOnly === true ? costs : predicted.costs, unknown: predicted.words },
          words.join("\n"),
        ).toEqual({ locks, costs, unknown: [] });
      } finally {
        if (watcher !== client) await watcher.end();
      }
    });

    const apart = runnable.filter((one) => !shared.includes(one));
    it.each(apart.map((one) => [`${one.sql}${one.setup === undefined ? "" : ` after ${one.setup}`}`, one] as const))(
      `${family}: %s`,
      async (_, one) => {
        const own = await createDatabase(server(), one.setup ?? "", template);
        const predicted = predictStatement(one.sql, one.setup === undefined ? model : await modelOf(own));
        const observed =
          one.outside === true ? await observeOutside(own, one.sql, one.holders) : await observeAlone(own, one.sql);
        // who commits on the way leaves no count of scans behind
        const costs = one.outside === true ? withoutScans(predicted.costs) : predicted.costs;
        expect({ locks: predicted.locks, costs, unknown: predicted.words }, observed.words.join("\n")).toEqual({
          locks: observed.locks,
          costs: observed.costs,
          unknown: [],
        });
      },
    );
  }

  it("from the text alone locks what the text names rightly in 95 of 100 forms, and calls no plain table rewritten that is not", () => {
    const wrong = fromText.filter(({ isRight }) => !isRight);
    expect(fromText.length).toBeGreaterThan(times(250));
    expect(wrong.length / fromText.length, wrong.map(({ sql }) => sql).join("\n")).toBeLessThanOrEqual(0.05);
    expect(fromText.flatMap(({ sql, falselyRewritten }) => (falselyRewritten ? [sql] : []))).toEqual([]);
  });
});

/** What the linter says of a form without a database. */
interface FromText {
  readonly sql: string;
  /** The locks on all relations that the text names are those that were observed. */
  readonly isRight: boolean;
  readonly falselyRewritten: boolean;
}

function judgeFromText(sql: string, model: SchemaModel, observed: Pick<Observation, "locks" | "costs">): FromText {
  const { locks, costs } = predictStatement(sql, modelOfText(model.major));
  const words = new Set(sql.match(/[\w ]+(?=")|\w+/g) ?? []);
  const named = [...model.relations].filter(([name]) => words.has(unquoteIdentifier(name.slice(name.indexOf(".") + 1))));
  return {
    sql,
    isRight: named.every(([name]) => locks[name] === observed.locks[name]),
    falselyRewritten: named.some(
      ([name, { relkind }]) =>
        relkind === "r" && costs[name]?.includes("rewrite") === true && observed.costs[name]?.includes("rewrite") !== true,
    ),
  };
}

async function modelOf(url: string): Promise<SchemaModel> {
  return schemaModelOf(await inspectUrl(url, true), { searchPath: ["public"], timeZone: "UTC", volatileFunctions: null });
}

function observeAlone(url: string, sql: string): Promise<Observation> {
  return withClient(url, (client) => observeStatement(client, sql, { TimeZone: "UTC" }));
}

function withoutScans(costs: Observation["costs"]): Observation["costs"] {
  const kept = Object.entries(costs).map(([name, found]) => [name, found.filter((cost) => cost !== "scan")] as const);
  return Object.fromEntries(kept.filter(([, found]) => found.length > 0));
}
