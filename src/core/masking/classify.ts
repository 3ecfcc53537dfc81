/**
 * Proposes a mask for a column from its keys, type, name and a sample of its values. It proposes only: a person confirms. When in doubt it
 * masks, since what is masked too much is seen at once and what is not is never seen.
 */

import type { ColumnTraits } from "./column-traits.ts";
import type { Mask } from "./mask.ts";
import { tellingName, wordsOf } from "./telling-names.ts";
import { bareType, typeFamily } from "./type-family.ts";
import { type ValueShape, valueShape } from "./value-shape.ts";

/** A proposal. `why` is a sentence without a full stop, and holds no value. */
export interface Classification {
  readonly mask: Mask;
  readonly confidence: "sure" | "likely" | "guess";
  readonly why: string;
}

/** Proposes a mask; `sample`: values of the column in text form, as many as there are, none is kept or shown. */
export function classify(column: ColumnTraits, sample: readonly string[]): Classification {
  const family = typeFamily(column.type, column.enumLabels);
  if (column.isGenerated) return keep("sure", "the server computes it");
  if (column.foreignKeyTo !== null)
    return keep("sure", `it follows what it refers to, ${column.foreignKeyTo.table}.${column.foreignKeyTo.column}`);
  if (family === "boolean") return keep("sure", "true or false tells nobody apart");
  if (family === "enum") return keep("sure", "its type names every value there can be");
  const isRecordKey = column.isIdentity || (column.isKey && (family === "integer" || family === "uuid"));
  if (isRecordKey) return keep("sure", "a key that the database made up");
  return ofValues(column, sample) ?? ofName(column) ?? ofType(column, sample);
}

function keep(confidence: Classification["confidence"], why: string): Classification {
  return { mask: { kind: "keep" }, confidence, why };
}

/** What values of a shape are masked by, and what they are called. */
const ofShape: { readonly [Shape in ValueShape]: readonly [Mask, string] | null } = {
  email: [{ kind: "email" }, "e-mail addresses"],
  uuid: null,
  url: [{ kind: "url" }, "addresses on the web"],
  ip: [{ kind: "ip" }, "network addresses"],
  jwt: [{ kind: "token" }, "signed tokens"],
  iban: [{ kind: "digits" }, "numbers of bank accounts whose check digits are right"],
  card: [{ kind: "digits" }, "numbers of cards whose check digit is right"],
  phone: [{ kind: "phone" }, "telephone numbers"],
  date: null,
  number: null,
  secret: [{ kind: "token" }, "keys or hashes"],
  json: [{ kind: "json" }, "JSON"],
  image: [{ kind: "text" }, "files"],
};

/** Shapes that hardly come about by chance. */
const certain: ReadonlySet<ValueShape> = new Set(["email", "jwt", "iban", "url"]);

function ofValues(column: ColumnTraits, sample: readonly string[]): Classification | null {
  const family = typeFamily(column.type, column.enumLabels);
  if (family !== "text") return null;
  const values = sample.filter((value) => value.trim() !== "");
  const counts = new Map<ValueShape, number>();
  for (const value of values) {
    const shape = valueShape(value);
    if (shape !== null) counts.set(shape, (counts.get(shape) ?? 0) + 1);
  }
  const [most] = [...counts].sort((one, other) => other[1] - one[1]);
  if (most === undefined) return null;
  const [shape, count] = most;
  const proposal = ofShape[shape];
  const share = count / values.length;
  if (proposal === null || share < 0.5) return null;
  // mixed columns of addresses and words are free text
  const isMostly = share >= 0.9;
  const named = tellingName(column.column);
  const agrees = named !== null && named.mask.kind === proposal[0].kind;
  const confidence = agrees || (isMostly && certain.has(shape) && values.length >= 20) ? "sure" : isMostly ? "likely" : "guess";
  return {
    mask: proposal[0],
    confidence,
    why: `${Math.round(share * 100)} % of ${values.length} values look like ${proposal[1]}`,
  };
}

function ofName(column: ColumnTraits): Classification | null {
  const named = tellingName(column.column);
  if (named === null) return null;
  const family = typeFamily(column.type, column.enumLabels);
  if (named.holds === "a name" && !ofPeople.test(wordsOf(column.table))) return null;
  const why = `${column.column} is what columns with ${named.holds} are called`;
  switch (family) {
    case "text":
      if (named.mask.kind === "date-shift" || named.mask.kind === "number")
        return { mask: { kind: "digits" }, confidence: "guess", why };
      return { mask: named.mask, confidence: named.mask.kind === "text" || named.holds === "a name" ? "likely" : "sure", why };
    case "date":
      return named.mask.kind === "date-shift" ? { mask: named.mask, confidence: "sure", why } : null;
    case "integer":
    case "numeric":
    case "float": {
      const isTelling = numberKinds.has(named.mask.kind);
      return isTelling ? { mask: { kind: "number" }, confidence: "likely", why } : null;
    }
    case "address":
      return { mask: { kind: "ip" }, confidence: "sure", why };
    default:
      return null;
  }
}

const numberKinds: ReadonlySet<Mask["kind"]> = new Set(["number", "phone", "digits", "token"]);

/** Tables whose `name` is a person's; a plan, a country and a product have names too. */
const ofPeople =
  /\b(?:users?|people|persons?|persones?|customers?|clients?|contacts?|employees?|staff|members?|patients?|students?|teachers?|authors?|leads?|profiles?|accounts?|kunden?|personen|mitarbeiter|clientes?|usuarios?|utilisateurs?|recipients?|subscribers?|guests?|drivers?|tenants?|owners?)\b/;

/** Few values that come again and again: a status, a code. */
const fewValues = 12;
const enoughToTell = 50;

function ofType(column: ColumnTraits, sample: readonly string[]): Classification {
  switch (typeFamily(column.type, column.enumLabels)) {
    case "date":
    case "time":
      return keep("likely", "a time of record-keeping, as its name says nothing else");
    case "integer":
    case "numeric":
    case "float":
      return keep("likely", "a number whose name tells nothing of a person");
    case "uuid":
      return keep("likely", "a UUID tells nothing of itself");
    case "address":
      return { mask: { kind: "ip" }, confidence: "sure", why: "its type holds network addresses" };
    case "json":
      return { mask: { kind: "json" }, confidence: "guess", why: "JSON may hold anything; name the paths that stay" };
    case "hex":
      return bareType(column.type) === "bytea"
        ? {
            mask: column.isNullable && !column.isKey ? { kind: "null" } : { kind: "token" },
            confidence: "guess",
            why: "bytes may be anything",
          }
        : { mask: { kind: "token" }, confidence: "sure", why: "its type holds addresses of devices" };
    case "text":
      return ofText(column, sample);
    case "xml":
      return { mask: { kind: "text" }, confidence: "guess", why: "XML may hold anything" };
    default:
      return column.isNullable && !column.isKey
        ? { mask: { kind: "null" }, confidence: "guess", why: `nothing made up is sure to be a ${column.type}` }
        : keep("guess", `nothing made up is sure to be a ${column.type}, and it may not be null`);
  }
}

function ofText(column: ColumnTraits, sample: readonly string[]): Classification {
  if (column.checks.some((check) => /= ANY \(|\bIN \(/i.test(check)))
    return keep("likely", "a check names the values there can be");
  const different = new Set(sample);
  const longest = Math.max(0, ...sample.map((value) => value.length));
  if (sample.length >= enoughToTell && different.size <= fewValues && longest <= 32)
    return keep("likely", `${different.size} different values in ${sample.length}, as a status or a code has`);
  const uuids = sample.filter((value) => valueShape(value) === "uuid").length;
  if (sample.length > 0 && uuids === sample.length) return keep("guess", "UUIDs, which tell nothing of themselves");
  if (column.isUnique && !sample.some((value) => /\s/.test(value)))
    return { mask: { kind: "token" }, confidence: "guess", why: "unique words, of which nothing tells what they are" };
  return { mask: { kind: "text" }, confidence: "guess", why: "text may be anything" };
}
