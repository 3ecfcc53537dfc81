/**
 * Postgres' parse tree seen as plain JSON, for code that walks or rewrites every node alike. A node is an object with
 * one key, its type's name (`{ "ColumnRef": { … } }`); field names are lower case, so the two never mix.
 */

/** Any value inside a parse tree. */
export type SqlTree = null | boolean | number | string | readonly SqlTree[] | SqlFields;

/** The fields of a node, or a node itself. */
export type SqlFields = { readonly [field: string]: SqlTree };

/** A parsed node as plain JSON. */
export function treeOf(node: object): SqlTree {
  return node as SqlTree; // parse trees are JSON by construction
}

/** The fields of a node when it is of that type, else null. */
export function nodeOf(tree: SqlTree | undefined, type: string): SqlFields | null {
  if (!isFields(tree)) return null;
  const fields = tree[type];
  return isFields(fields) ? fields : null;
}

/** The fields of an object, or an empty object for anything else. */
export function fieldsOf(tree: SqlTree | undefined): SqlFields {
  return isFields(tree) ? tree : {};
}

/** The elements of a list, or none. */
export function listOf(tree: SqlTree | undefined): readonly SqlTree[] {
  return Array.isArray(tree) ? tree : [];
}

/** A string field, or null. */
export function textOf(tree: SqlTree | undefined): string | null {
  return typeof tree === "string" ? tree : null;
}

/** The strings of a list of String nodes; null where an element is something else (`*`). */
export function namesOf(tree: SqlTree | undefined): readonly string[] | null {
  const names: string[] = [];
  for (const element of listOf(tree)) {
    const name = textOf(nodeOf(element, "String")?.sval);
    if (name === null) return null;
    names.push(name);
  }
  return names;
}

/** True for an object that is neither null nor a list. */
export function isFields(tree: SqlTree | undefined): tree is SqlFields {
  return typeof tree === "object" && tree !== null && !Array.isArray(tree);
}

/** JSON with sorted keys: equal trees give equal text. */
export function formatTree(tree: SqlTree | undefined): string {
  if (Array.isArray(tree)) return `[${tree.map(formatTree).join(",")}]`;
  if (!isFields(tree)) return JSON.stringify(tree ?? null);
  const fields = Object.keys(tree).sort();
  return `{${fields.map((field) => `${JSON.stringify(field)}:${formatTree(tree[field])}`).join(",")}}`;
}
