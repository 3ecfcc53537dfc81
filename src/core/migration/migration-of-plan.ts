/** A plan as a migration file: how it runs, how safe that is, and what going back gives. */

import type { Plan, PlannedStatement } from "../plan/plan.ts";
import type { Rollback } from "../plan/plan-rollback.ts";
import type { Proof, StandingProof } from "../plan/proof.ts";
import { isTransactional } from "../plan/split-stages.ts";
import type { MigrationText, RollbackText, StatementText } from "./format-migration.ts";
import { statementComments, transactionSettings, unprovenText, withSessionSettings } from "./planned-text.ts";
import { safetyLine } from "./safety-line.ts";

/** What one file holds. */
export interface PlannedFile {
  readonly plan: Plan;
  readonly rollback: Rollback & { readonly proof: Proof };
}

/** What is known beside the plan. */
export interface PlannedHead {
  readonly title: string;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly proof: StandingProof;
  /** Settings come along; not where several files share a transaction, in which they would last. */
  readonly withSettings: boolean;
}

/** The file's text, as values. */
export function migrationOfPlan({ plan, rollback }: PlannedFile, head: PlannedHead): MigrationText {
  const { title, date, proof } = head;
  return {
    title,
    date,
    safe: safetyLine(statementsOf(plan)),
    transaction: isTransactional(plan) ? "one" : "none",
    kind: "schema",
    notes: proof.kind === "unproven" ? [`not proven: ${unprovenText(proof)}`] : [],
    hints: [],
    statements: texts(plan, head),
    rollback: wayBack(rollback, head),
  };
}

function wayBack({ plan, proof, verdicts }: PlannedFile["rollback"], head: PlannedHead): RollbackText {
  if (proof.kind === "refuted")
    return { transaction: "one", notes: [`Going back: no way was found: ${proof.why}`], hints: [], statements: [] };
  if (plan.groups.length === 0 && verdicts.every(({ verdict }) => verdict === "lossless"))
    return { transaction: "one", notes: ["Going back: nothing to undo"], hints: [], statements: [] };
  const notLossless = verdicts.filter(({ verdict }) => verdict !== "lossless");
  const ran = proof.kind === "proven" ? "run on a scratch copy" : `not proven: ${unprovenText(proof)}`;
  const notes = [
    `Going back: ${ran}${notLossless.length === 0 ? "; loses nothing" : ""}`,
    ...notLossless.map(({ verdict, change, detail }) => `Going back: ${verdict}, ${change}: ${detail}`),
  ];
  return {
    transaction: isInOne(plan) ? "one" : "none",
    notes,
    hints: [],
    statements: texts(plan, { ...head, proof }, isInOne(plan)),
  };
}

// Going back is rare and watched: what would rather have a transaction of its own shares one, but nothing can use an enum's new value
// in the transaction that added it.
function isInOne(plan: Plan): boolean {
  const addsValue = statementsOf(plan).some(({ form, transaction }) => form === "add-enum-value" && transaction === "own");
  return isTransactional(plan) || (plan.groups.every(({ transaction }) => transaction) && !addsValue);
}

function texts(
  plan: Plan,
  { proof, withSettings }: Pick<PlannedHead, "proof" | "withSettings">,
  isOne = isTransactional(plan),
): readonly StatementText[] {
  const statements = statementsOf(plan);
  const text = (statement: PlannedStatement): StatementText => ({
    sql: statement.sql,
    comments: statementComments(statement, proof),
  });
  if (!withSettings || statements.length === 0) return statements.map(text);
  if (isOne) return [...transactionSettings(statements).map(bare), ...statements.map(text)];
  return withSessionSettings(statements).map((each) => ("setting" in each ? bare(each.setting) : text(each)));
}

function bare(sql: string): StatementText {
  return { sql, comments: [] };
}

function statementsOf({ groups }: Plan): readonly PlannedStatement[] {
  return groups.flatMap(({ statements }) => statements);
}
