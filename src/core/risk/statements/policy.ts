/** Policies and rules: both change what other statements mean, so both wait for everybody. What their expressions name is looked up. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, listOf, type SqlFields, type SqlTree, textOf } from "../../sql/sql-tree.ts";
import { idsOfRelation } from "../dependents.ts";
import type { SchemaDraft } from "../schema-draft.ts";
import type { QualifiedName } from "../schema-model.ts";
import type { StatementForm } from "../statement-form.ts";
import { readQuery } from "./data/query.ts";
import { queryIn } from "./data/query-readers.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";

/** Policies and rules that the file itself made, by id. */
const made = new WeakMap<SchemaDraft, Set<string>>();

function learn(id: "policy:" | "rule:", table: QualifiedName, name: SqlTree | undefined, draft: SchemaDraft): void {
  const known = made.get(draft) ?? new Set();
  made.set(draft, known.add(`${id}${table}.${quoteIdentifier(textOf(name) ?? "")}`));
}

/** Reads `CreatePolicyStmt`. */
export const createPolicy: StatementReader = (fields, reading) => {
  usePolicy("create-policy", fields, reading);
  const table = reading.draft.resolve(fieldsOf(fields.table));
  reading.draft.change(table, "r", () => ({ hasPolicies: true }));
  learn("policy:", table, fields.policy_name, reading.draft);
};

/** Reads `AlterPolicyStmt`. */
export const alterPolicy: StatementReader = (fields, reading) => {
  usePolicy("replace-policy", fields, reading);
};

function usePolicy(form: StatementForm, fields: SqlFields, reading: Reading): void {
  const { draft, on } = reading;
  on.use(form, draft.relation(draft.resolve(fieldsOf(fields.table)), "r"), { part: textOf(fields.policy_name) });
  readQuery([fields.qual ?? null, fields.with_check ?? null], queryIn(reading, "analysed"));
}

/** Reads `RuleStmt`. */
export const createRule: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  on.use("change-rule", draft.relation(draft.resolve(fieldsOf(fields.relation)), "r"), { part: textOf(fields.rulename) });
  readQuery([fields.whereClause ?? null, ...listOf(fields.actions)], queryIn(reading, "analysed"));
  learn("rule:", draft.resolve(fieldsOf(fields.relation)), fields.rulename, draft);
};

/** DROP POLICY and DROP RULE by the name parts of table and part. What is not there is not looked for any further. */
export function dropTablePart(
  form: StatementForm,
  id: "policy:" | "rule:",
): (parts: readonly string[], reading: Reading) => void {
  return (parts, { draft, on }) => {
    const part = parts.at(-1) ?? "";
    const relation = draft.relation(draft.resolveParts(parts.slice(0, -1)), "r");
    const [own = ""] = relation === null ? [] : idsOfRelation(relation);
    const known = draft.model.dependents.get(own) ?? [];
    const wanted = `${id}${relation?.name}.${quoteIdentifier(part)}`;
    const isThere = !draft.isComplete || known.includes(wanted) || made.get(draft)?.has(wanted) === true;
    on.use(form, isThere ? relation : null, { part });
  };
}
