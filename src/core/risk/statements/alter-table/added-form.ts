/** Which form an added column is: what existing rows get decides whether they are written anew. */

import { fieldsOf, listOf, nodeOf, type SqlFields, type SqlTree } from "../../../sql/sql-tree.ts";
import type { Cost } from "../../forms/form.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { ExpressionModel } from "../../schema-model.ts";
import type { StatementForm } from "../../statement-form.ts";
import { isConstrained } from "../../type-conversion.ts";
import { typeText } from "../../type-text.ts";
import { volatilityOf } from "../../volatility.ts";
import { isSerialType } from "../new-relation/learn-column.ts";

/** A form with what its context makes of it. */
export interface AddedForm {
  readonly form: StatementForm;
  readonly because: string | null;
  readonly costs: readonly Cost[];
  /** What existing rows get. */
  readonly value: ExpressionModel | null;
}

/** The form of a `ColumnDef`. */
export function addedForm(definition: SqlFields, draft: SchemaDraft): AddedForm {
  const constraints = listOf(definition.constraints).map((one) => fieldsOf(nodeOf(one, "Constraint") ?? undefined));
  const of = (contype: string) => constraints.find((one) => one.contype === contype);
  const generated = of("CONSTR_GENERATED");
  if (generated !== undefined && generated.generated_kind !== "v")
    return rewriting("add-generated-column", null, generated.raw_expr === undefined ? null : { tree: generated.raw_expr });
  if (isSerialType(definition)) return rewriting("add-identity-column", "serial numbers every row");
  if (of("CONSTR_IDENTITY") !== undefined) return rewriting("add-identity-column", "an identity numbers every row");
  const type = typeText(fieldsOf(definition.typeName), draft);
  const tree = of("CONSTR_DEFAULT")?.raw_expr;
  const value = tree === undefined ? domainDefault(type, draft) : { tree };
  // with 18 at the latest even a constant default is checked row by row
  if (type !== null && isConstrained(type, draft)) return rewriting("add-domain-column", `${type} refuses some values`, value);
  if (generated !== undefined) return { form: "add-virtual-column", because: null, costs: [], value: null };
  return plainForm(value, {
    isNotNull: of("CONSTR_NOTNULL") !== undefined || of("CONSTR_PRIMARY") !== undefined,
    unknownType: type !== null && isUnknownType(type, draft) ? type : null,
    draft,
  });
}

function plainForm(
  value: ExpressionModel | null,
  {
    isNotNull,
    unknownType,
    draft,
  }: { readonly isNotNull: boolean; readonly unknownType: string | null; readonly draft: SchemaDraft },
): AddedForm {
  if (value === null || isNullConstant(value)) {
    if (isNotNull)
      return { form: "add-not-null-column", because: "fails unless the table is empty", costs: ["scan"], value: null };
    return {
      form: "add-nullable-column",
      because: unknownType === null ? null : domainDoubt(unknownType),
      costs: [],
      value: null,
    };
  }
  const volatility = volatilityOf(value, draft);
  if (volatility.kind === "volatile") return rewriting("add-column-volatile-default", null, value);
  if (volatility.kind === "unknown")
    return { form: "add-column-unknown-default", because: `nobody here knows ${volatility.calls}()`, costs: [], value };
  const because = unknownType === null ? null : domainDoubt(unknownType);
  return { form: isNotNull ? "add-not-null-column" : "add-column-with-default", because, costs: [], value };
}

function rewriting(form: StatementForm, because: string | null, value: ExpressionModel | null = null): AddedForm {
  return { form, because, costs: ["rewrite"], value };
}

const domainDoubt = (type: string) => `if ${type} is a domain with a constraint, every row is written anew`;

function isUnknownType(type: string, draft: SchemaDraft): boolean {
  return !draft.isComplete && /^[^(]*\./.test(type) && !type.endsWith("[]") && draft.type(type) === null;
}

function isNullConstant(value: ExpressionModel): boolean {
  const tree: SqlTree = "tree" in value ? value.tree : null;
  return nodeOf(tree, "A_Const")?.isnull === true;
}

function domainDefault(type: string | null, draft: SchemaDraft): ExpressionModel | null {
  const model = type === null ? null : draft.type(type);
  if (model?.typtype !== "d") return null;
  return model.default ?? domainDefault(model.base, draft);
}
