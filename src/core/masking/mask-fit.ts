/** Whether a mask can be on a column at all: by its type, by NULL, and by whether unique values can stay unique in the room there is. */

import { type ColumnTraits, columnName } from "./column-traits.ts";
import { type DomainLimits, mustDiffer } from "./domain-limits.ts";
import { shortestTag } from "./keyed/tag-text.ts";
import { shortestEmail, shortestUniqueEmail } from "./kinds/email.ts";
import { shortestUniqueUrl, shortestUrl } from "./kinds/url.ts";
import type { Mask, MaskKind } from "./mask.ts";
import { bareType, type TypeFamily, typeFamily } from "./type-family.ts";

const every = "every";

/** The types that a mask can write into. */
const writes: { readonly [Kind in MaskKind]: readonly TypeFamily[] | typeof every } = {
  keep: every,
  null: every,
  constant: every,
  email: ["text"],
  name: ["text"],
  "first-name": ["text"],
  "last-name": ["text"],
  phone: ["text", "integer"],
  url: ["text"],
  company: ["text"],
  street: ["text"],
  city: ["text"],
  zip: ["text", "integer"],
  text: ["text", "xml"],
  digits: ["text", "integer"],
  uuid: ["text", "uuid"],
  number: ["integer", "numeric", "float"],
  ip: ["text", "address"],
  token: ["text", "hex"],
  "date-shift": ["date"],
  json: ["text", "json"],
};

/** What is wrong with a mask on a column, a sentence that begins with the column's name; null: nothing. */
export function maskProblem(mask: Mask, column: ColumnTraits, limits: DomainLimits): string | null {
  const reason =
    typeProblem(mask, column) ?? lengthProblem(mask, limits) ?? (mustDiffer(column) ? uniqueProblem(mask, column) : null);
  return reason === null ? null : `${columnName(column)} (${column.type}) cannot be masked by ${mask.kind}: ${reason}.`;
}

function typeProblem(mask: Mask, column: ColumnTraits): string | null {
  if (mask.kind === "null" && (!column.isNullable || column.isKey))
    return "it may not be null; constant gives every row the same value";
  if (mask.kind === "constant") return constantProblem(mask.value, column);
  const families = writes[mask.kind];
  if (families === every || families.includes(typeFamily(column.type, column.enumLabels))) return null;
  const fitting = Object.entries(writes).flatMap(([kind, types]) =>
    types === every || types.includes(typeFamily(column.type, column.enumLabels)) ? [kind] : [],
  );
  return `what it writes is not of that type; possible are ${fitting.join(", ")}`;
}

function constantProblem(value: string, { enumLabels, maxLength }: ColumnTraits): string | null {
  if (enumLabels !== null && !enumLabels.includes(value)) return `the constant is none of its labels (${enumLabels.join(", ")})`;
  return maxLength !== null && value.length > maxLength ? `the constant is longer than ${maxLength} characters` : null;
}

function lengthProblem(mask: Mask, { maxLength, isUnique }: DomainLimits): string | null {
  if (maxLength === null) return null;
  const shortest = shortestOf(mask.kind, isUnique);
  if (maxLength >= shortest) return null;
  const where = isUnique ? "values that stay unique" : "a value";
  return (
    `the shortest column of its domain holds ${maxLength} characters, and ${where} take${isUnique ? "" : "s"} ${shortest}; ` +
    'choose token, digits or null, or give the longer columns a "domain" of their own'
  );
}

/** What a column must be able to hold, in characters: unique values at least 64 bits of a tag. */
function shortestOf(kind: MaskKind, isUnique: boolean): number {
  switch (kind) {
    case "email":
      return isUnique ? shortestUniqueEmail : shortestEmail;
    case "url":
      return isUnique ? shortestUniqueUrl : shortestUrl;
    case "name":
    case "first-name":
    case "last-name":
    case "company":
    case "street":
    case "city":
    case "text":
      return isUnique ? shortestTag : 1;
    default:
      return 0;
  }
}

function uniqueProblem(mask: Mask, column: ColumnTraits): string | null {
  if (mask.kind === "constant") return "its values must differ";
  if (mask.kind === "json")
    return "it is in a unique index, and documents that differ only in what is made up could meet; choose keep or null";
  if (mask.kind === "number" && typeFamily(column.type, column.enumLabels) === "float")
    return "its values must differ, and floating-point numbers are rounded; choose keep";
  if (mask.kind === "date-shift" && mask.entity !== undefined)
    return "its values must differ, and dates of two entities could meet; leave out entity";
  if (mask.kind !== "ip") return null;
  if (bareType(column.type) === "cidr") return "its values must differ, and networks are too few; choose keep or null";
  return mask.anywhere === true
    ? null
    : 'its values must differ, and there are 131,840 IPv4 addresses that lead nowhere; "anywhere": true takes any';
}
