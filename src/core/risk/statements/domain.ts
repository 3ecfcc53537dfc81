/** CREATE and ALTER DOMAIN. A new rule is checked in every column of the domain, one table after the other, while writes wait. */

import { fieldsOf, listOf, namesOf, nodeOf, textOf } from "../../sql/sql-tree.ts";
import type { SchemaDraft } from "../schema-draft.ts";
import type { QualifiedName, RelationModel, TypeModel } from "../schema-model.ts";
import { typeText } from "../type-text.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";
import { resolveType } from "./type-name.ts";

type Domain = Extract<TypeModel, { readonly typtype: "d" }>;

/** Reads `CreateDomainStmt`. */
export const createDomain: StatementReader = (fields, { draft, on }) => {
  const constraints = listOf(fields.constraints).map((one) => fieldsOf(nodeOf(one, "Constraint") ?? undefined));
  on.use("create-domain", null);
  const checks = constraints.filter(({ contype }) => contype === "CONSTR_CHECK");
  draft.setType(resolveType(namesOf(fields.domainname) ?? [], draft), {
    typtype: "d",
    base: typeText(fieldsOf(fields.typeName), draft) ?? "text",
    notNull: constraints.some(({ contype }) => contype === "CONSTR_NOTNULL"),
    checks: checks.map(({ conname }) => ({ name: textOf(conname) ?? "", isValid: true })),
  });
};

/** Reads `AlterDomainStmt`; its subtypes are the letters of `parsenodes.h`. */
export const alterDomain: StatementReader = (fields, reading) => {
  const { draft } = reading;
  const name = resolveType(namesOf(fields.typeName) ?? [], draft);
  const part = textOf(fields.name);
  const constraint = fieldsOf(nodeOf(fields.def, "Constraint") ?? undefined);
  switch (fields.subtype) {
    case "C":
      addConstraint(
        name,
        constraint.contype === "CONSTR_NOTNULL",
        constraint.skip_validation === true,
        textOf(constraint.conname),
        reading,
      );
      return;
    case "O":
      addConstraint(name, true, false, null, reading);
      return;
    case "V":
      validate(name, part, reading);
      return;
    default:
      reading.on.use("alter-domain", null, { part });
      change(name, draft, (domain) => ({
        notNull: fields.subtype === "N" ? false : domain.notNull,
        checks: fields.subtype === "X" ? domain.checks.filter((check) => check.name !== part) : domain.checks,
      }));
  }
};

function addConstraint(
  name: QualifiedName,
  isNotNull: boolean,
  isUnchecked: boolean,
  part: string | null,
  reading: Reading,
): void {
  const { draft, on } = reading;
  const before = domainOf(name, draft);
  if (isUnchecked) on.use("add-domain-constraint-unchecked", null, { part });
  // a domain that is NOT NULL already is left as it is
  else if (isNotNull && before?.notNull === true) on.use("alter-domain", null, { because: "it is NOT NULL already" });
  else checkUsers(name, part, reading);
  change(name, draft, (domain) =>
    isNotNull ? { notNull: true } : { checks: [...domain.checks, { name: part ?? "", isValid: !isUnchecked }] },
  );
}

function validate(name: QualifiedName, part: string | null, reading: Reading): void {
  const { draft } = reading;
  // the server checks again even where the constraint is valid already
  checkUsers(name, part, reading);
  change(name, draft, ({ checks }) => ({ checks: checks.map((one) => (one.name === part ? { ...one, isValid: true } : one)) }));
}

function checkUsers(name: QualifiedName, part: string | null, { draft, on }: Reading): void {
  on.use("add-domain-constraint", null, { part });
  // a domain that the file itself made has no users but those that it made
  if (!draft.isComplete && domainOf(name, draft) === null) on.unknown(`which tables have columns of ${name}`);
  for (const { table, domain } of usersOf(name, draft))
    on.use("add-domain-constraint", table, {
      part,
      via: domain === name ? `has a column of ${name}` : `has a column of ${domain}, made of ${name}`,
    });
}

/** Tables and materialized views with a column of the domain or of a domain over it; partitioned tables hold no rows. */
function usersOf(
  name: QualifiedName,
  draft: SchemaDraft,
): readonly { readonly table: RelationModel; readonly domain: QualifiedName }[] {
  const direct = draft
    .usersOf(name)
    .filter(({ relkind, columns }) => (relkind === "r" || relkind === "m") && columns.some(({ type }) => type === name));
  const over = [...draft.types()].filter(([, type]) => type.typtype === "d" && type.base === name).map(([one]) => one);
  return [...direct.map((table) => ({ table, domain: name })), ...over.flatMap((one) => usersOf(one, draft))];
}

function domainOf(name: QualifiedName, draft: SchemaDraft): Domain | null {
  const type = draft.type(name);
  return type?.typtype === "d" ? type : null;
}

function change(name: QualifiedName, draft: SchemaDraft, facts: (before: Domain) => Partial<Domain>): void {
  const before = domainOf(name, draft);
  if (before !== null) draft.setType(name, { ...before, ...facts(before) });
}
