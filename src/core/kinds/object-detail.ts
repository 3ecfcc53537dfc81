/**
 * What an object is, in one short phrase close to SQL: `text not null`, `foreign key (user_id) references public.users (id)`.
 * Reports and documentation use it where only the name would say too little; it is never parsed or compared.
 */

import type { ObjectId } from "../catalog/object-id.ts";
import { nameOf } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { Facts, FactValue, SchemaObject } from "../catalog/schema-object.ts";

/** The phrase, one line without control over its characters; empty where the name says enough. */
export function objectDetail(object: SchemaObject): string {
  const phrase = phrases[object.kind];
  return phrase === undefined ? "" : phrase(object.facts).replaceAll(/\s+/g, " ").trim();
}

const phrases: { readonly [K in ObjectKind]?: (facts: Facts) => string } = {
  column: (facts) =>
    words(
      text(facts.type),
      facts.notNull === true && "not null",
      facts.identity !== null && facts.identity !== undefined && `generated ${text(facts.identity)} as identity`,
      facts.default !== null && facts.default !== undefined && `default ${text(facts.default)}`,
      facts.generated !== null &&
        facts.generated !== undefined &&
        `generated as (${text(facts.generatedAs)}) ${text(facts.generated)}`,
    ),
  constraint: constraintPhrase,
  index: (facts) =>
    words(
      facts.isUnique === true && "unique",
      facts.method !== "btree" && text(facts.method),
      keyList(facts.columns, facts.expressions),
      names(facts.include).length > 0 && `include (${names(facts.include).join(", ")})`,
      typeof facts.predicate === "string" && `where ${facts.predicate}`,
      facts.isValid === false && "(invalid)",
    ),
  enum: (facts) => `(${names(facts.labels).join(", ")})`,
  extension: (facts) => text(facts.version),
  domain: (facts) => text(facts.type ?? facts.baseType ?? null),
  setting: (facts) =>
    words(
      typeof facts.value === "string" && `= ${facts.value === "" ? "''" : facts.value}`,
      facts.scope !== "database" && `(${text(facts.scope)})`,
    ),
  privilege: (facts) => names(facts.privileges).join(", ").toLowerCase(),
  comment: (facts) => `'${text(facts.text).slice(0, 60)}'`,
};

function constraintPhrase(facts: Facts): string {
  const columns = names(facts.columns).join(", ");
  const validity = facts.isValid === false && "not valid";
  switch (facts.type) {
    case "foreign key": {
      const target = typeof facts.referencedTable === "string" ? nameOf(facts.referencedTable as ObjectId) : "?"; // the fact is an id
      const remote = names(facts.referencedColumns).join(", ");
      const onDelete = facts.onDelete !== "no action" && `on delete ${text(facts.onDelete)}`;
      return words(`foreign key (${columns}) references ${target} (${remote})`, onDelete, validity);
    }
    case "check":
      return words("check", text(facts.check), validity);
    default:
      return words(`${text(facts.type)} (${columns})`, facts.nullsNotDistinct === true && "nulls not distinct", validity);
  }
}

// Null stands for the next of the expressions, which are one text: a single one is shown, several only hinted at.
function keyList(columns: FactValue | undefined, expressions: FactValue | undefined): string {
  if (!Array.isArray(columns)) return "";
  const count = columns.filter((column) => column === null).length;
  const expression = count === 1 && typeof expressions === "string" ? expressions : "(expression)";
  return `(${columns.map((column) => (typeof column === "string" ? column : expression)).join(", ")})`;
}

function words(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false && part !== "").join(" ");
}

function text(value: FactValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function names(value: FactValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
