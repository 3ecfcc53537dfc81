/** Domains as SQL; their checks are constraints. Another base type takes a new domain, to which every column is converted. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import type { ConstraintFacts } from "./constraint.ts";
import { domainNulls } from "./constraint-rows.ddl.ts";
import type { DomainFacts } from "./domain.ts";
import { type AlterFacts, type DdlContext, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import { refuseObstacles } from "./swap-obstacles.ddl.ts";
import { swapCarries, swapType } from "./type-swap.ddl.ts";

type Domain = ObjectOf<DomainFacts>;

/** With its checks: once a table has an array of the domain, Postgres adds none. */
function define({ id, facts }: Domain, { goal }: DdlContext): Statement {
  const checks = (goal.partsOf(id, "constraint") as readonly ObjectOf<ConstraintFacts>[]) // partsOf gave constraints
    .filter((constraint) => constraint.facts.isValid)
    .map((constraint) => `CONSTRAINT ${ownNameOf(constraint.id)} CHECK (${constraint.facts.check})`);
  const clauses = [
    `CREATE DOMAIN ${nameOf(id)} AS ${facts.type}`,
    ...(facts.collation === null ? [] : [`COLLATE ${facts.collation}`]),
    ...(facts.default === null ? [] : [`DEFAULT ${facts.default}`]),
    ...(facts.notNull ? ["NOT NULL"] : []),
  ];
  return statement("create-type", [clauses.join(" "), ...checks].join("\n    "));
}

const setDefault = ({ id, facts }: Domain): Statement =>
  statement(
    "alter-type",
    `ALTER DOMAIN ${nameOf(id)} ${facts.default === null ? "DROP DEFAULT" : `SET DEFAULT ${facts.default}`}`,
  );

const alterDefault: AlterFacts<DomainFacts> = ({ after }) => oneStep(setDefault(after));

const alterNotNull: AlterFacts<DomainFacts> = ({ after }, context) => {
  const domain = `ALTER DOMAIN ${nameOf(after.id)}`;
  return after.facts.notNull
    ? oneStep(statement("add-domain-constraint", `${domain} SET NOT NULL`, { hazards: domainNulls(after.id, context) }))
    : oneStep(statement("alter-type", `${domain} DROP NOT NULL`));
};

/** Changes in place, by fact. */
export const domainAlterations = { alterDefault, alterNotNull };

/** How domains are written. */
export const domainDdl: KindDdl<DomainFacts> = {
  noun: ({ id }, guard = "") => `DOMAIN ${guard}${nameOf(id)}`,
  create: (domain, context) => oneStep(define(domain, context)),
  replace: ({ after }, context) => {
    refuseObstacles(after.id, context);
    return swapType(
      {
        id: after.id,
        word: "DOMAIN",
        create: define(after, context),
        form: "rewrite-table",
        using: (column, isArray) => `${column}::${nameOf(after.id)}${isArray ? "[]" : ""}`,
        hazards: ({ column }) => [
          { hazard: "may-fail", detail: `fails on values of ${nameOf(column.id)} that do not fit ${after.facts.type}` },
        ],
      },
      context,
    );
  },
  carries: swapCarries,
  // checks are constraints of their own, so that nothing but the default can use a function or a sequence
  detach: (domain, from, context) => {
    const after = context.goal.get(domain.id) as Domain | undefined; // the same id is the same kind
    if (after === undefined || domain.facts.default === null || (from.kind !== "function" && from.kind !== "sequence"))
      return null;
    return {
      release: [statement("alter-type", `ALTER DOMAIN ${nameOf(domain.id)} DROP DEFAULT`)],
      restore: after.facts.default === null ? [] : oneStep(setDefault(after)),
    };
  },
  rename: (domain, to) => [statement("rename", `ALTER DOMAIN ${nameOf(domain.id)} RENAME TO ${ownNameOf(to)}`)],
  claims: ({ id }) => [`type ${nameOf(id)}`],
};
