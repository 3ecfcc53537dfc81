/** What must hold of every plan, whatever the schemas: laws that random schemas try to break. */

import type { Client } from "pg";
import { AppError } from "../../../src/core/app-error.ts";
import type { Catalog } from "../../../src/core/catalog/catalog.ts";
import type { Change } from "../../../src/core/diff/change.ts";
import { compareCatalogs } from "../../../src/core/parity/compare-catalogs.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";
import { PlanFailure, planBetween, planText, reach, readCatalog, runPlan } from "../plan-runner.ts";
import { type PlanLab, withDatabases } from "./plan-lab.ts";
import type { SchemaEdit } from "./random-schema.ts";
import { seedRows } from "./seed-rows.ts";
import { StorageWitness } from "./storage-witness.ts";

/** A law that did not hold. `gist` names no particular object where it can: what failures have in common. */
class BrokenLaw extends Error {
  readonly gist: string;

  constructor(gist: string, detail: string) {
    super(`${gist}\n${detail}`);
    this.gist = gist;
  }
}

/** `refused`: no plan was made, or a value stood in its way, and both were said as they should be. */
export type Outcome = "ran" | "refused";

/** A schema beside itself has no differences and no plan. */
export async function nothingToDo({ before }: SchemaEdit, lab: PlanLab): Promise<void> {
  await withDatabases(lab, [before, before], async (client, twin) => {
    const [first, second] = [await readCatalog(client, lab.major), await readCatalog(twin, lab.major)];
    for (const other of [first, second]) {
      const { changes, plan } = await planBetween(first, other, lab.major);
      mustBeClosed(changes, planText(plan));
      if (plan.groups.length > 0) throw new BrokenLaw("a plan without changes", planText(plan));
    }
  });
}

/** A plan leads to its goal, and the plan back to where it came from. */
export async function thereAndBack({ before, after }: SchemaEdit, lab: PlanLab): Promise<Outcome> {
  return await outcomeOf(lab, [before, after], async (client, other) => {
    const [start, goal] = [await readCatalog(client, lab.major), await readCatalog(other, lab.major)];
    for (const wanted of [goal, start]) {
      const { left, text } = await reach(client, wanted, lab.major);
      mustBeClosed(left, text);
    }
    return "ran";
  });
}

/** The order of objects and dependencies in a catalog changes nothing; the seed says which other order. */
export async function orderChangesNothing({ before, after }: SchemaEdit, lab: PlanLab, seed: number): Promise<Outcome> {
  return await outcomeOf(lab, [before, after], async (client, other) => {
    const [start, goal] = [await readCatalog(client, lab.major), await readCatalog(other, lab.major)];
    const { plan } = await planBetween(start, goal, lab.major);
    const mixed = (catalog: Catalog): Catalog => ({
      ...catalog,
      objects: new Map(shuffled([...catalog.objects], seed)),
      dependencies: shuffled(catalog.dependencies, seed),
    });
    const again = await planBetween(mixed(start), mixed(goal), lab.major);
    const [these, those] = [plan, again.plan].map(({ groups }) => groups.flatMap(({ statements }) => statements));
    const changed = these?.find((statement, i) => JSON.stringify(statement) !== JSON.stringify(those?.[i]));
    if (JSON.stringify(plan) !== JSON.stringify(again.plan))
      throw new BrokenLaw(
        `another order of rows gives another plan: ${changed?.form}`,
        `first differing: ${changed?.sql}\n${planText(plan)}\n  and\n${planText(again.plan)}`,
      );
    return "ran";
  });
}

/** Rows, tables and files survive, but for what the plan declares. */
export async function storedRowsSurvive({ before, after }: SchemaEdit, lab: PlanLab): Promise<Outcome> {
  return await outcomeOf(lab, [before, after], async (client, other) => {
    await seedRows(client);
    const start = await readCatalog(client, lab.major);
    const goal = await readCatalog(other, lab.major);
    const { plan, changes } = await planBetween(start, goal, lab.major);
    const witness = await StorageWitness.of(client);
    if ((await runUnder(witness, client, plan)) === "refused") return "refused";
    const complaints = [...witness.complaints, ...(await witness.verdict(changes, goal))];
    const [first] = complaints;
    if (first !== undefined)
      throw new BrokenLaw(first.gist, `${complaints.map(({ detail }) => detail).join("\n")}\n  in\n${planText(plan)}`);
    const { changes: left } = await compareCatalogs(await readCatalog(client, lab.major), goal);
    mustBeClosed(left, planText(plan));
    return "ran";
  });
}

async function runUnder(witness: StorageWitness, client: Client, plan: Plan): Promise<Outcome> {
  try {
    await runPlan(client, plan, (statement) => witness.after(statement));
    return "ran";
  } catch (error) {
    // classes 22 and 23: a stored value does not fit
    const refused = error instanceof PlanFailure && /^2[23]/.test(error.sqlState) ? error.statement : null;
    // a guard speaks for a later statement
    const speaks = refused?.form === "check-rows" ? plan.groups.flatMap(({ statements }) => statements) : [refused];
    if (speaks.some((statement) => statement?.hazards.some(({ hazard }) => hazard === "may-fail"))) return "refused";
    throw error;
  }
}

async function outcomeOf(
  lab: PlanLab,
  schemas: readonly [string, string],
  use: (first: Client, second: Client) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await withDatabases(lab, schemas, use);
  } catch (error) {
    if (error instanceof AppError && error.code === "PLAN_UNSUPPORTED") return "refused";
    throw error;
  }
}

function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  // the finalizer of MurmurHash3: neighbours end far from each other
  const place = (i: number) => {
    const mixed = Math.imul(i + seed + 1, 0x85ebca6b);
    return Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0;
  };
  return items
    .map((item, i) => [place(i), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

/**
 * What is known not to be closed: on 18 a key that is built on a partition makes the NOT NULL that its parent brought the
 * partition's own as well, which nothing but dropping the key undoes.
 */
function isKnown(change: Change): boolean {
  return change.change === "remove" && change.kind === "not-null" && Number(change.object.facts.inheritedFrom) > 0;
}

function mustBeClosed(all: readonly Change[], text: string): void {
  const left = all.filter((change) => !isKnown(change));
  if (left.length === 0) return;
  const gists = left.map(
    (change) => `${change.change} ${change.kind}${"facts" in change ? ` ${change.facts.map(({ fact }) => fact)}` : ""}`,
  );
  const details = left.map((change) => `${change.change} ${change.id} ${"facts" in change ? JSON.stringify(change.facts) : ""}`);
  throw new BrokenLaw(`left: ${[...new Set(gists)].sort().join("; ")}`, `${details.join("\n")}\n  after\n${text}`);
}
