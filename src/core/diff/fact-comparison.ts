/**
 * How two values of a fact are compared.
 * - value: equal JSON
 * - expression: equal after Postgres' re-spellings of one SQL expression are undone (or a list of expressions)
 * - stored-value: the same for an expression whose value is stored in the type that the object's fact `type` names
 * - query: the same for a whole SELECT
 * - statement: the same for any SQL statement
 * - partition-bound: the same for `FOR VALUES …`
 */
export type FactComparison = "value" | "expression" | "stored-value" | "query" | "statement" | "partition-bound";
