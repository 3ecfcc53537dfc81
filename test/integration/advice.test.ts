/**
 * Every safe form is run beside the plain one, on tables in use and with an old transaction in the way: both lead to the same
 * catalog, but nobody waits for the safe one for longer than its lock_timeout, and only where that is in play.
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { schemaModelOf } from "../../src/core/kinds/schema-model-of.ts";
import { interpretStatement } from "../../src/core/risk/interpret-statement.ts";
import { conflicts } from "../../src/core/risk/lock-mode.ts";
import { SchemaDraft } from "../../src/core/risk/schema-draft.ts";
import { loadParser, parseSql } from "../../src/core/sql/parse-sql.ts";
import { busy } from "../advice/advice-case.ts";
import { constraintCases } from "../advice/constraint-cases.ts";
import { indexCases } from "../advice/index-cases.ts";
import { type AdviceRun, runAdvice } from "../advice/run-advice.ts";
import { type World, worlds } from "../advice/schema.ts";
import { tableCases } from "../advice/table-cases.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { sampled } from "../support/sampled.ts";
import { testedMajors } from "../support/tested-majors.ts";
import type { Operation } from "../support/traffic.ts";

const cases = [...indexCases, ...constraintCases, ...tableCases];

/** Short, so that the tests are; what the plan says in its place is as good as any other. */
const lockTimeoutMs = 120;
const blockedMs = 320;

/** Exported functions beside recipes that are no advice, and why. */
const notAdvice: Readonly<Record<string, string>> = {
  statement: "makes one statement of its text",
  guardable: "makes one statement that may say IF [NOT] EXISTS",
  madeOrReplaced: "makes one statement that may say OR REPLACE",
  dropIndex: "the plain form, where no other can be",
  countRows: "writes a query",
  countDuplicates: "writes a query",
  sumOfCounts: "writes a query",
  mayFail: "writes a hazard",
  nullsFail: "writes a hazard",
  unfitValues: "writes a condition",
};

it("has a case for every recipe", async () => {
  const folder = join(import.meta.dirname, "../../src/core/recipes");
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const modules = await Promise.all(files.map((file): Promise<object> => import(join(folder, file))));
  const exported = modules.flatMap((module) => Object.keys(module));
  const used = new Set(cases.flatMap(({ recipes }) => recipes));
  expect(exported.filter((name) => !used.has(name)).toSorted()).toEqual(Object.keys(notAdvice).toSorted());
  expect([...used].filter((name) => !exported.includes(name))).toEqual([]);
});

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const templates = new Map<World, string>();

  beforeAll(async () => {
    await loadParser();
    for (const world of Object.keys(worlds) as World[]) // the keys are worlds
      templates.set(world, new URL(await createDatabase(server(), worlds[world])).pathname.slice(1));
  });

  const runnable = cases.filter(({ since = 0, until = 99 }) => since <= major && major <= until);
  // times are measured on a machine that may be busy: what is no accident happens every time
  it.each(sampled(runnable).map((one) => [one.name, one] as const))("%s", { retry: 2 }, async (_, one) => {
    const place = { server: server(), major, template: templates.get(one.world) ?? "", lockTimeoutMs, blockedMs };
    const run = await runAdvice(one, place);
    const statements = run.plan.groups.flatMap((group) => group.statements.map(({ sql }) => sql));
    const text = statements.join(";\n");
    expect(run.left, text).toEqual([]);
    expect(missing(one.safe, statements), text).toEqual([]);
    expect(refused(run), text).toEqual(predictedToBeRefused(run));

    const { plain, safe, idleMs } = run;
    const told = one.toldToWait === undefined ? null : busy[one.toldToWait].table;
    const limit = lockTimeoutMs + 100 + 3 * idleMs;
    expect(
      longest(
        safe.operations.filter(({ table }) => table !== told),
        tookMs,
      ),
      text,
    ).toBeLessThan(limit);
    if (told !== null) {
      expect(warnings(run)).toContainEqual(expect.stringContaining(told));
      expect(
        longest(
          safe.operations.filter(({ table }) => table === told),
          waitedMs,
        ),
        text,
      ).toBeGreaterThan(blockedMs / 2);
    }
    if (one.plainBlocks === undefined) return;
    const stalled = longest(
      plain.operations.filter(({ kind }) => kind === one.plainBlocks),
      waitedMs,
    );
    expect(stalled, `in the way of the plain form, which took ${plain.tookMs} ms`).toBeGreaterThan(plain.tookMs / 2);
    expect(longest(undisturbed(run), waitedMs), text).toBeLessThan(stalled / 2);
  });
});

const waitedMs = (operation: Operation) => operation.waitedMs;
const tookMs = ({ start, end }: Operation) => end - start;

function longest(operations: readonly Operation[], measure: (operation: Operation) => number): number {
  return Math.max(0, ...operations.map(measure));
}

/** The patterns that no statement matches behind the statement of the pattern before. */
function missing(patterns: readonly RegExp[], statements: readonly string[]): readonly RegExp[] {
  let from = 0;
  return patterns.filter((pattern) => {
    const at = statements.findIndex((sql, i) => i >= from && pattern.test(sql));
    if (at >= 0) from = at + 1;
    return at < 0;
  });
}

/** What the plan says about people who have to wait. */
function warnings({ plan }: AdviceRun): readonly string[] {
  const hazards = plan.groups.flatMap(({ statements }) => statements.flatMap((statement) => statement.hazards));
  return hazards.filter(({ hazard }) => hazard === "blocks-reads").map(({ detail }) => detail);
}

/** The transactions that gave up while an old transaction was in the way. */
function refused({ safe }: AdviceRun): readonly string[] {
  return safe.groups.filter(({ refusals }) => refusals > 0).map(({ group }) => group.statements[0]?.sql ?? "");
}

/** Those that the linter says would wait for it: what needs a stronger lock than the old transaction lets have. */
function predictedToBeRefused({ start, safe }: AdviceRun): readonly string[] {
  const draft = new SchemaDraft(schemaModelOf(start, { searchPath: [], timeZone: "UTC", volatileFunctions: null }));
  const waiting = safe.groups.filter(({ group, held }) => {
    const locks = group.statements.flatMap(({ sql }) =>
      parseSql(sql).flatMap(({ tree }) => interpretStatement(tree, draft).locks),
    );
    return (
      group.transaction &&
      locks.some(({ relation, mode }) => {
        const other = held.get(relation);
        return other !== undefined && conflicts(mode, other);
      })
    );
  });
  return waiting.map(({ group }) => group.statements[0]?.sql ?? "");
}

/** What people did while nothing but the plan was in their way: not behind a statement that itself waited for an old transaction. */
function undisturbed({ safe }: AdviceRun): readonly Operation[] {
  const queues = safe.groups.filter(({ refusals }) => refusals > 0).map(({ blocked }) => blocked);
  return safe.operations.filter(({ start, end }) => !queues.some((queue) => end > queue.start && start < queue.end));
}
