/**
 * Laws of plans under random schemas and random edits of them, on a real server. The gate tries the same 40 pairs per law every time;
 * LOCKSTEP_PROPERTY_RUNS=N tries N new ones. A failure prints its seed (LOCKSTEP_PROPERTY_SEED) and the smallest pair that was found.
 */

import { assert, asyncProperty, type IAsyncProperty, nat } from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { execSql, useServer } from "../support/postgres.ts";
import { randomRoles } from "../support/random-schema/plan-lab.ts";
import {
  nothingToDo,
  type Outcome,
  orderChangesNothing,
  storedRowsSurvive,
  thereAndBack,
} from "../support/random-schema/plan-laws.ts";
import { type SchemaEdit, schemaEdits } from "../support/random-schema/random-schema.ts";
import { times } from "../support/sampled.ts";
import { testedMajors } from "../support/tested-majors.ts";

const { LOCKSTEP_PROPERTY_RUNS: wanted, LOCKSTEP_PROPERTY_SEED: seedWanted } = process.env;
const numRuns = Number(wanted ?? times(40));
const seed = seedWanted !== undefined ? Number(seedWanted) : wanted === undefined ? 1 : Date.now() % 2 ** 31;

// shrinking takes minutes: what is smallest by then is reported
const shrinkUntilMs = 60_000 + numRuns * 3_000;
const timeout = shrinkUntilMs + 60_000;
const settings = { numRuns, seed, interruptAfterTimeLimit: shrinkUntilMs, markInterruptAsFailure: true };

/** Checks a property of which some runs end early: with too many of those it would prove little. */
async function mostlyRan(property: (count: (outcome: Outcome) => void) => IAsyncProperty<[SchemaEdit]>): Promise<void> {
  const ends = { ran: 0, refused: 0 };
  await assert(
    property((outcome) => {
      ends[outcome]++;
    }),
    settings,
  );
  expect(ends.ran).toBeGreaterThan(numRuns * 0.7);
}

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major, { settings: { wal_level: "logical", autovacuum: "off" } });
  const lab = () => ({ server: server(), major });
  const edits = schemaEdits(major);

  beforeAll(() => execSql(server().url(), randomRoles));

  it("a schema beside its twin has no differences and takes no plan", { timeout }, async () => {
    await assert(
      asyncProperty(edits, (edit) => nothingToDo(edit, lab())),
      settings,
    );
  });

  it("a plan leads to its goal, and another one back", { timeout }, async () => {
    await mostlyRan((count) => asyncProperty(edits, async (edit) => count(await thereAndBack(edit, lab()))));
  });

  it("rows, tables, columns and files survive but for what a plan declares", { timeout }, async () => {
    await mostlyRan((count) => asyncProperty(edits, async (edit) => count(await storedRowsSurvive(edit, lab()))));
  });

  it("the order of objects and dependencies in a catalog changes no plan", { timeout }, async () => {
    await assert(
      asyncProperty(edits, nat(), async (edit, seed) => {
        await orderChangesNothing(edit, lab(), seed);
      }),
      settings,
    );
  });
});
