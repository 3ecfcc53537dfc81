/** Constants of a statement's text, as far as a partition or a name can be told from them. */

import { fieldsOf, nodeOf, type SqlTree, textOf } from "../../../sql/sql-tree.ts";

/** A constant: text as it stands (dates too), a number, or null. */
export type Literal = string | number | null;

/** The constant that an expression is, casts of constants included; undefined for anything that has to be computed. */
export function literalOf(tree: SqlTree | undefined): Literal | undefined {
  const cast = nodeOf(tree, "TypeCast");
  if (cast !== null) return literalOf(cast.arg);
  const constant = nodeOf(tree, "A_Const");
  if (constant === null) return undefined;
  if (constant.isnull === true) return null;
  if ("ival" in constant) return Number(fieldsOf(constant.ival).ival ?? 0); // the parser leaves a zero out
  if ("fval" in constant) return Number(textOf(fieldsOf(constant.fval).fval));
  if ("boolval" in constant) return fieldsOf(constant.boolval).boolval === true ? "t" : "f";
  if ("sval" in constant) return textOf(fieldsOf(constant.sval).sval) ?? "";
  return undefined;
}
