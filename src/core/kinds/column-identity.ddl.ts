/** A column that becomes an identity column or stops being one, with the position of its sequence kept. */

import { nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { nullsFail } from "../recipes/set-not-null.ts";
import { guardable, statement } from "../recipes/statement.ts";
import type { Hazard } from "../risk/hazard.ts";
import { quoteLiteral, unquoteIdentifier } from "../sql/quote.ts";
import type { ColumnFacts } from "./column.ts";
import { alterColumn, identityClause, tableOf } from "./column-clause.ddl.ts";
import { type AlterFacts, type DdlContext, type DdlStep, type ObjectOf, oneStep } from "./kind-ddl.ts";
import { rowsBefore } from "./rows-before.ddl.ts";
import { createSequence } from "./sequence.ddl.ts";
import type { SequenceFacts } from "./sequence.ts";

type Column = ObjectOf<ColumnFacts>;

/** Changes in place of whether and how a column is an identity column. */
export const alterIdentity: AlterFacts<ColumnFacts> = ({ before, after }, context) => {
  if (before.facts.identity === null) return addIdentity(before, after, context);
  if (after.facts.identity === null) return dropIdentity(before, after, context);
  const when = after.facts.identity === "always" ? "ALWAYS" : "BY DEFAULT";
  return oneStep(alterColumn(after, "set-identity", `SET GENERATED ${when}`));
};

function addIdentity(before: Column, after: Column, context: DdlContext): readonly DdlStep[] {
  const [sequence] = context.goal.partsOf(after.id, "sequence");
  const former = sequence === undefined ? undefined : context.start.get(sequence.id);
  const add = alterColumn(after, "set-identity", `ADD ${identityClause(after, context)}`);
  const start = [
    ...(before.facts.notNull
      ? []
      : [{ ...alterColumn(after, "set-not-null", "SET NOT NULL"), hazards: [nulls(after, context)] }]),
    ...(before.facts.default === null ? [] : [alterColumn(after, "set-default", "DROP DEFAULT")]),
  ];
  if (sequence === undefined || former === undefined) return oneStep(...start, add);
  // the sequence of a serial column gives its name and its position to the identity column's own
  const name = nameOf(sequence.id);
  const [aside, asideName] = nameAside(sequence.id);
  return oneStep(
    ...start,
    guardable("alter-sequence", "IF EXISTS", (guard) => `ALTER SEQUENCE ${guard}${name} RENAME TO ${aside}`, {
      relation: sequence.id,
    }),
    add,
    statement(
      "alter-sequence",
      `SELECT pg_catalog.setval(${quoteLiteral(name).trim()}, last_value, is_called) FROM ${asideName}`,
      { relation: sequence.id },
    ),
    guardable("drop-sequence", "IF EXISTS", (guard) => `DROP SEQUENCE ${guard}${asideName}`, { relation: sequence.id }),
  );
}

function nulls(column: Column, context: DdlContext): Hazard {
  const name = ownNameOf(column.id);
  return nullsFail(name, rowsBefore(tableOf(column), [unquoteIdentifier(name)], context));
}

/** Another name in the same schema: unqualified and qualified. */
function nameAside(id: ObjectId): readonly [own: string, qualified: string] {
  const name = nameOf(id);
  const own = ownNameOf(id);
  const aside = `${own.replace(/"$/, "").slice(0, 58)}_old${own.endsWith('"') ? '"' : ""}`;
  return [aside, `${name.slice(0, name.length - own.length)}${aside}`];
}

function dropIdentity(before: Column, after: Column, context: DdlContext): readonly DdlStep[] {
  const drop = {
    ...alterColumn(after, "set-identity", "DROP IDENTITY"),
    guarded: alterColumn(after, "set-identity", "DROP IDENTITY IF EXISTS").sql,
  };
  const [sequence] = context.start.partsOf(before.id, "sequence");
  const later = sequence === undefined ? undefined : context.goal.get(sequence.id);
  const freed = after.facts.notNull ? [] : [alterColumn(after, "drop-not-null", "DROP NOT NULL")];
  const restored =
    after.facts.default === null ? [] : [alterColumn(after, "set-default", `SET DEFAULT ${after.facts.default}`, true)];
  const restore = freed.length + restored.length === 0 ? [] : oneStep(...freed, ...restored);
  if (sequence === undefined || later === undefined) return [{ statements: [drop], needs: [] }, ...restore];
  const [, aside] = nameAside(sequence.id);
  const name = nameOf(sequence.id);
  return [
    {
      statements: [
        guardable(
          "create-sequence",
          "IF NOT EXISTS",
          (guard) => createSequence(later as ObjectOf<SequenceFacts>, aside, guard), // the same id is the same kind
        ),
        statement(
          "alter-sequence",
          `SELECT pg_catalog.setval(${quoteLiteral(aside).trim()}, last_value, is_called) FROM ${name}`,
          {
            relation: sequence.id,
          },
        ),
        drop,
        statement("alter-sequence", `ALTER SEQUENCE ${aside} RENAME TO ${ownNameOf(sequence.id)}`, { relation: sequence.id }),
      ],
      needs: [],
    },
    ...restore,
  ];
}
