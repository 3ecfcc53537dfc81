/**
 * What findings advise as SQL is tried: after the schema that a rule's example meets, each printed fix runs on a server, statement by
 * statement as its migrations say; it leads to the schema that the example leads to; and the linter, asked again, has nothing more to say
 * of the same sort. Once as the example is judged, and once with the database at hand.
 */

import type { Client } from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../src/core/catalog/catalog.ts";
import { schemaModelOf } from "../../src/core/kinds/schema-model-of.ts";
import { judgeExample } from "../../src/core/lint/judge-example.ts";
import { judgeMigration } from "../../src/core/lint/judge-migration.ts";
import { lintAll } from "../../src/core/lint/lint-all.ts";
import { modelAfter } from "../../src/core/lint/model-after.ts";
import type { Rule, RuleExample } from "../../src/core/lint/rule.ts";
import { rules } from "../../src/core/lint/rules/registry.ts";
import { compareCatalogs } from "../../src/core/parity/compare-catalogs.ts";
import { modelOfText, type SchemaModel } from "../../src/core/risk/schema-model.ts";
import { loadParser, tryParseSql } from "../../src/core/sql/parse-sql.ts";
import { splitStatements } from "../../src/core/sql/split-statements.ts";
import { additions, fixWorlds, foundAgain, otherEnds, refused } from "../advice/fix-worlds.ts";
import { inspectUrl } from "../support/inspect-url.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { sampled } from "../support/sampled.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { withClient } from "../support/with-client.ts";

interface Tried {
  readonly name: string;
  readonly rule: Rule;
  readonly example: RuleExample;
  /** Its number among the bad ones. */
  readonly at: number;
  readonly world: string;
}

/** Sentences are for people. */
const isSql = (fix: string) => /^(?:--|ALTER|CREATE|DROP|SET|REINDEX|REFRESH)\s/.test(fix) && fix.endsWith(";");

/** Examples of another major are for that one; what they show before 18 they show on each. */
function examplesFor(major: number): readonly Tried[] {
  return rules.flatMap((rule) =>
    rule.bad.flatMap((example, at): readonly Tried[] => {
      const { major: meant = /not null email;|not enforced|alter constraint/.test(example.sql) ? 18 : major } = example;
      if (meant !== major && (meant >= 18 || major >= 18)) return [];
      const own = { ...example, major };
      const { migration, context } = judgeExample(own);
      if (![...rule.check(migration, context)].some(({ fix = "" }) => isSql(fix))) return [];
      const world = example.before ?? fixWorlds[`${rule.id} ${at}`] ?? fixWorlds[rule.id];
      if (world === undefined)
        throw new Error(`example ${at} of ${rule.id} prints SQL, and test/advice/fix-worlds.ts does not say what it meets`);
      return [{ name: `${rule.id} ${at}: ${example.sql.replaceAll("\n", " ")}`, rule, example: own, at, world }];
    }),
  );
}

await loadParser();

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const tried = examplesFor(major);
  const policy = { major, runnerSetsTimeouts: true, today: "2026-01-01" };

  beforeAll(loadParser);

  const fixesOf = ({ rule, example }: Tried, model: SchemaModel, isLive: boolean): readonly string[] => {
    const migration = judgeMigration({ file: "example.sql", text: example.sql, down: null }, model);
    const { runnerSetsTimeouts = true } = example;
    const findings = rule.check(migration, { ...policy, isLive, runnerSetsTimeouts });
    return [...new Set([...findings].flatMap(({ fix = "" }) => (isSql(fix) ? [fix] : [])))];
  };

  /** Runs files on a database of the world; what they leave. */
  const runOn = async (world: string, files: readonly string[]): Promise<Catalog> => {
    const url = await createDatabase(server(), world);
    await withClient(url, async (client) => {
      for (const file of files) await runFile(client, file);
    });
    return inspectUrl(url, true);
  };

  it.each(sampled(tried).map((one) => [one.name, one] as const))("%s", async (_name, one) => {
    const { rule, example, world } = one;
    const session = { searchPath: ["public"], timeZone: "UTC", volatileFunctions: null };
    const start = await runOn(world, []);
    const asPrinted = example.before === undefined ? modelOfText(major) : modelAfter(example.before, major);
    const judged = [
      { model: asPrinted, isLive: example.before !== undefined },
      { model: schemaModelOf(start, session), isLive: true },
    ];
    const isElsewhere = placeOf(one) !== undefined || toldOf(one, otherEnds) !== undefined;
    const goal = isElsewhere ? null : await runOn(world, [example.sql]).catch(String);
    const error = toldOf(one, refused);
    if (error !== undefined || typeof goal === "string") expect(String(goal)).toContain(error ?? "no error");
    const ran = new Set<string>();
    for (const { model, isLive } of judged)
      for (const fix of fixesOf(one, model, isLive)) {
        const files = filesOf(fix, one);
        if (toldOf(one, foundAgain) === undefined) {
          const texts = files.map((text, at) => ({ file: `${at + 1}.sql`, text, down: null }));
          const again = lintAll(texts, model, { ...policy, isLive, rules: [rule] }, { sequence: true });
          const found = again.flatMap(({ findings }) => findings.filter(({ rule: by }) => by === rule.id));
          expect(found, fix).toEqual([]);
        }
        if (ran.has(fix)) continue;
        ran.add(fix);
        const outcome = tryParseSql(fix);
        expect(outcome.ok ? "" : `${outcome.problem.message} in ${fix}`).toBe("");
        const end = await runOn(world, files).catch((cause: unknown) => {
          throw new Error(`${String(cause)}\n${files.join("\n-- next file\n")}`, { cause });
        });
        if (goal !== null && typeof goal !== "string") expect((await compareCatalogs(end, goal)).changes, fix).toEqual([]);
      }
    expect(ran.size).toBeGreaterThan(0);
  });
});

/** What a table says of the example, or else of its rule. */
function toldOf<Word>({ rule, at }: Tried, told: { readonly [example: string]: Word | undefined }): Word | undefined {
  return told[`${rule.id} ${at}`] ?? told[rule.id];
}

function placeOf(one: Tried) {
  return toldOf(one, additions);
}

const outside = "-- lockstep: transaction = none\n";

/** The migrations that a fix divides itself into, with the example where it stays. */
function filesOf(fix: string, one: Tried): readonly string[] {
  const { sql } = one.example;
  const place = placeOf(one);
  if (place === "before") return [sql.startsWith(outside) ? `${outside}${fix}\n${sql.slice(outside.length)}` : `${fix}\n${sql}`];
  if (place === "after") return [`${sql}\n${fix}`];
  if (place === "apart, before") return [`${outside}${fix}`, sql];
  if (place === "apart, after") return [sql, `${outside}${fix}`];
  return fix.split(/^-- migration \d+$/m).flatMap((part) => {
    const text = part.trim();
    if (text === "") return [];
    const column = /^-- then fill (\w+) in batches: lockstep backfill$/m.exec(text)?.[1];
    return column === undefined ? [text] : [text, `update users set ${column} = '' where ${column} is null and id < 100;`];
  });
}

/** As the runner does: in one transaction, or statement by statement where the file says so. */
async function runFile(client: Client, text: string): Promise<void> {
  const isOne = !text.includes("transaction = none");
  if (isOne) await client.query("begin");
  for (const part of splitStatements(text)) await client.query(part.text);
  if (isOne) await client.query("commit");
}
