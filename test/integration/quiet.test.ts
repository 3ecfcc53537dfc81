/**
 * A history of more than a hundred migrations, each written the safe way: at most one file in a hundred may get a finding, of whatever
 * level, and what is said of them is the same bytes each time. They run on the server, there and back and there again, so that none is
 * good on paper only.
 */

import type { Client } from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { schemaModelOf } from "../../src/core/kinds/schema-model-of.ts";
import { lintAll } from "../../src/core/lint/lint-all.ts";
import type { LintPolicy } from "../../src/core/lint/lint-migration.ts";
import type { LintedMigration } from "../../src/core/lint/linted-migration.ts";
import { rules } from "../../src/core/lint/rules/registry.ts";
import { modelOfText } from "../../src/core/risk/schema-model.ts";
import { loadParser } from "../../src/core/sql/parse-sql.ts";
import { splitStatements } from "../../src/core/sql/split-statements.ts";
import { history } from "../quiet/history.ts";
import { inspectUrl } from "../support/inspect-url.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { withClient } from "../support/with-client.ts";

const allowed = Math.floor(history.length / 100);
const safety = rules.filter(({ group }) => group === "safety");
const policy = (major: number, isLive: boolean): LintPolicy => {
  return { major, isLive, runnerSetsTimeouts: true, rules: safety, today: "2026-01-01" };
};

/** Files with a finding, and what was found. */
function loud(linted: readonly LintedMigration[]): readonly string[] {
  return linted.flatMap(({ file, findings }) =>
    findings.length === 0 ? [] : [`${file}: ${findings.map(({ rule, message }) => `${rule}: ${message}`).join("; ")}`],
  );
}

beforeAll(loadParser);

it("the history is long enough for one in a hundred to be something", () => {
  expect(history.length).toBeGreaterThanOrEqual(100);
  expect(new Set(history.map(({ migration }) => migration.name)).size).toBe(history.length);
});

describe("from the text", () => {
  it("one file in a hundred gets a finding at most, where each is judged by what those before it leave", () => {
    const found = loud(lintAll(history, modelOfText(18), policy(18, false), { sequence: true }));
    expect(found.length, found.join("\n")).toBeLessThanOrEqual(allowed);
  });

  it("and where each is judged alone, but for a proof that stands in an earlier file", () => {
    const found = loud(lintAll(history, modelOfText(18), policy(18, false), { sequence: false }));
    // that the check of its bounds is there, nobody can tell from this file
    const other = found.filter((said) => !said.includes("_partition_that_joins.sql: attach-partition-scans"));
    expect(other.length, other.join("\n")).toBeLessThanOrEqual(allowed);
  });
});

describe("the program", () => {
  const { folder, write, lockstep } = useProgramDesk();

  it.each(["text", "json", "sarif", "markdown"])(
    "writes the same bytes each time, with verdicts kept and without: %s",
    async (format) => {
      for (const { file, text } of history) write(`db/migrations/${file}`, text);
      // by itself a file is quiet: something to say comes with this one
      write(
        "db/migrations/9999_loud.sql",
        "drop table teams, users cascade;\nalter table tasks alter column title type varchar(9);",
      );
      const line = ["lint", "db/migrations", "--format", format, "--verbose"];
      const first = await lockstep(line, { HOME: folder() });
      expect(first.stdout).toContain("9999_loud.sql");
      expect((await lockstep(line, { HOME: folder() })).stdout).toBe(first.stdout);
      expect((await lockstep(line, { HOME: `${folder()}/other` })).stdout).toBe(first.stdout);
    },
  );
});

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);

  it("one file in a hundred gets a finding at most, with the database at hand; and all of them run", async () => {
    const url = await createDatabase(server());
    const found: string[] = [];
    await withClient(url, async (client) => {
      for (const batch of batches) {
        const catalog = await inspectUrl(url, true);
        const model = schemaModelOf(catalog, { searchPath: ["public"], timeZone: "UTC", volatileFunctions: null });
        found.push(...loud(lintAll(batch, model, policy(major, true), { sequence: true })));
        for (const { file, migration } of batch) {
          const { up, down } = migration;
          await run(client, file, up);
          if (down === null) continue;
          await run(client, `the rollback of ${file}`, down.includes("concurrently") ? `${outside}${down}` : down);
          await run(client, `${file} once more`, up);
        }
      }
    });
    expect(found.length, found.join("\n")).toBeLessThanOrEqual(allowed);
  });
});

/** As a team applies them: what is pending together, each judged by what those before it leave. */
const perBatch = 10;
const batches = [...history.keys()].filter((at) => at % perBatch === 0).map((at) => history.slice(at, at + perBatch));
const outside = "-- lockstep: transaction = none\n";

/** Runs it in one transaction, or statement by statement where it says so. @throws Error with the file's name */
async function run(client: Client, file: string, text: string): Promise<void> {
  const isOne = !text.includes(outside.trim()) && !text.startsWith("begin;");
  try {
    if (isOne) await client.query("begin");
    for (const part of splitStatements(text)) await client.query(part.text);
    if (isOne) await client.query("commit");
  } catch (error) {
    throw new Error(`${file}: ${String(error)}`, { cause: error });
  }
}
