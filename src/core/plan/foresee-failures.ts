/**
 * Puts guards in front of a plan. A plan of several transactions that meets bad rows in a later one would stop half way; a guard asks
 * for such rows before anything is changed. Queries that cannot run on the start, because they name what the plan makes or changes,
 * are left out.
 */

import { nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { refuseRows } from "../recipes/refuse-rows.ts";
import type { Hazard } from "../risk/hazard.ts";
import { tokenAt } from "../sql/sql-lexer.ts";
import type { DependencyIndex } from "./dependency-index.ts";
import type { Disposition, Dispositions } from "./dispositions.ts";
import { groupStatements } from "./group-statements.ts";
import type { PlannedStatement, TransactionGroup } from "./plan.ts";
import { kindNamed } from "./plan-context.ts";

/** The groups with guards before them, and without queries that make no sense at the start. */
export function foreseeFailures(
  groups: readonly TransactionGroup[],
  { byId }: Pick<Dispositions, "byId">,
  dependencies: DependencyIndex,
): readonly TransactionGroup[] {
  const canAsk = (change: ObjectId, rows: string) =>
    !staysAsItIs(byId.get(change)) && !dependencies.usedAfter(change).some((id) => isUnsettled(byId.get(id)) && names(rows, id));
  const told = groups.map((group) => ({
    ...group,
    statements: group.statements.map((statement) => ({
      ...statement,
      hazards: statement.hazards.map((hazard) => (canAsk(statement.change, hazard.rows ?? "") ? hazard : withoutRows(hazard))),
    })),
  }));
  // what fails in the first transaction takes all of it back
  const later = told.filter(({ transaction }, i) => i > 0 || !transaction).flatMap(({ statements }) => statements);
  return [...groupStatements(guards(later)), ...told];
}

function guards(statements: readonly PlannedStatement[]) {
  const byQuery = new Map(
    statements.flatMap(({ change, relation, hazards }) =>
      hazards.flatMap(({ detail, rows }) =>
        rows === undefined ? [] : [[rows, { change, statement: refuseRows({ change, relation, detail, rows }) }] as const],
      ),
    ),
  );
  return [...byQuery.values()];
}

function withoutRows({ hazard, detail }: Hazard): Hazard {
  return { hazard, detail };
}

/** Made again because something else was: its rows were fit before. */
function staysAsItIs(disposition: Disposition | undefined): boolean {
  if (disposition?.kind !== "replace") return false;
  const { before, after } = disposition;
  return before.id === after.id && JSON.stringify(before.facts) === JSON.stringify(after.facts);
}

/** Not there at the start as it is in the goal. A column whose values keep their type is. */
function isUnsettled(disposition: Disposition | undefined): boolean {
  if (disposition?.kind !== "alter") return disposition !== undefined;
  const { changes } = kindNamed(disposition.after.kind);
  const isColumn = Object.values(changes).some((meaning) => meaning?.changesColumnType === true);
  return !isColumn || [...disposition.facts].some((fact) => changes[fact]?.changesColumnType === true);
}

function names(rows: string, id: ObjectId): boolean {
  const name = nameOf(id).replace(/\(.*$/s, "");
  return rows.includes(name) || tokensOf(rows).has(ownNameOf(id));
}

function tokensOf(text: string): ReadonlySet<string> {
  const tokens = new Set<string>();
  for (let at = 0; at < text.length; ) {
    const { kind, end } = tokenAt(text, at);
    if (kind === "word" || kind === "quoted-identifier") tokens.add(text.slice(at, end));
    at = end;
  }
  return tokens;
}
