/** The triggers behind a constraint, switched on and off as SQL. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import { quoteLiteral } from "../sql/quote.ts";
import type { ConstraintFacts } from "./constraint.ts";
import { tableOf } from "./constraint-clause.ddl.ts";
import type { ObjectOf } from "./kind-ddl.ts";

type Constraint = ObjectOf<ConstraintFacts>;

// The triggers behind a constraint have names that hold oids, so that only the catalog can tell them.
const routines: { readonly [watched: string]: string } = {
  insert: "^RI_FKey_check_ins$",
  update: "^RI_FKey_check_upd$",
  "insert or update": "^unique_key_recheck$",
  "delete of referenced": "^RI_FKey_(?!check).*_del$",
  "update of referenced": "^RI_FKey_(?!check).*_upd$",
};

const states: { readonly [state: string]: string } = {
  disabled: "DISABLE",
  replica: "ENABLE REPLICA",
  always: "ENABLE ALWAYS",
  enabled: "ENABLE",
};

/** Switches the triggers that fire otherwise than before. */
export function setTriggers(constraint: Constraint, before: ConstraintFacts["triggers"] = {}): readonly Statement[] {
  const now: { readonly [watched: string]: string } = constraint.facts.triggers;
  const old: { readonly [watched: string]: string } = before;
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((watched) => old[watched] !== now[watched])
    .map((watched) =>
      statement(
        "replace-trigger",
        [
          "DO $lockstep$ DECLARE t record; BEGIN",
          "  FOR t IN SELECT g.tgrelid::pg_catalog.regclass AS relation, g.tgname AS name FROM pg_catalog.pg_trigger g",
          "    JOIN pg_catalog.pg_constraint k ON k.oid = g.tgconstraint JOIN pg_catalog.pg_proc p ON p.oid = g.tgfoid",
          `    WHERE k.conrelid = ${quoteLiteral(nameOf(tableOf(constraint))).trim()}::pg_catalog.regclass`,
          `      AND pg_catalog.quote_ident(k.conname) = ${quoteLiteral(ownNameOf(constraint.id)).trim()} AND p.proname ~ '${routines[watched]}'`,
          `  LOOP EXECUTE pg_catalog.format('ALTER TABLE %s ${states[now[watched] ?? "enabled"]} TRIGGER %I', t.relation, t.name); END LOOP;`,
          "END $lockstep$",
        ].join("\n"),
        {
          relation: tableOf(constraint),
          hazards: [{ hazard: "needs-privilege", detail: "only a superuser may switch the triggers behind a constraint" }],
        },
      ),
    );
}
