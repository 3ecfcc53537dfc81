/**
 * From what people chose to what runs: one masker per column, with foreign keys following what they refer to and all columns of a domain
 * agreeing on length and uniqueness.
 */

import type { KeyObject } from "node:crypto";
import { AppError } from "../app-error.ts";
import { assertNever } from "../assert-never.ts";
import type { ColumnTraits } from "./column-traits.ts";
import { type DomainLimits, limitsOf } from "./domain-limits.ts";
import { dateShift } from "./kinds/date-shift.ts";
import { elementwise } from "./kinds/elementwise.ts";
import { email } from "./kinds/email.ts";
import { fillerText } from "./kinds/filler-text.ts";
import { inPlace } from "./kinds/in-place.ts";
import { integer } from "./kinds/integer.ts";
import { ip, ipAnywhere } from "./kinds/ip.ts";
import { json } from "./kinds/json.ts";
import { hexLayout, numberLayout, phoneLayout, plainLayout } from "./kinds/layouts.ts";
import { madeUp } from "./kinds/made-up.ts";
import { type KeyedDomain, tagged } from "./kinds/tagged.ts";
import { url } from "./kinds/url.ts";
import { uuid } from "./kinds/uuid.ts";
import type { Mask } from "./mask.ts";
import { domainOf } from "./mask-domain.ts";
import { maskProblem } from "./mask-fit.ts";
import { type Masker, maskerOf } from "./masker.ts";
import { deciders, type Join } from "./same-values.ts";
import { bareType, typeFamily } from "./type-family.ts";

/** A column and what was chosen for it. */
export interface MaskedColumn {
  readonly traits: ColumnTraits;
  readonly mask: Mask;
}

/** A column with the masker that runs, and the mask that was taken: a foreign key has that of what it refers to. */
export interface ColumnMasker {
  readonly traits: ColumnTraits;
  readonly mask: Mask;
  readonly masker: Masker;
}

/**
 * The maskers of all columns of a copy, in their order. Give all of them at once: what is not there can neither lend its mask nor set limits.
 * @throws AppError MASK_UNFIT, naming every column whose mask cannot be; MASKING_KEY_WEAK
 */
export function maskersFor(
  columns: readonly MaskedColumn[],
  key: KeyObject,
  joins: readonly Join[] = [],
): readonly ColumnMasker[] {
  const decider = deciders(
    columns.map(({ traits }) => traits),
    joins,
    (i) => columns[i]?.mask.kind !== "keep",
  );
  const chosen = columns.map(({ traits }, i) => {
    const decides = columns[decider[i] ?? i];
    const mask = decides?.mask ?? ({ kind: "keep" } as const);
    return { traits, mask, domain: domainOf(mask, decides?.traits ?? traits) };
  });
  const sharing = new Map<string, ColumnTraits[]>();
  for (const { mask, domain, traits } of chosen) {
    const name = `${mask.kind}\0${domain}`;
    sharing.set(name, [...(sharing.get(name) ?? []), traits]);
  }
  const limits = (mask: Mask, domain: string): DomainLimits => limitsOf(sharing.get(`${mask.kind}\0${domain}`) ?? []);
  const problems = chosen.flatMap(({ traits, mask, domain }) =>
    traits.isGenerated ? [] : (maskProblem(mask, traits, limits(mask, domain)) ?? []),
  );
  if (problems.length > 0) throw unfit(problems);
  return chosen.map(({ traits, mask, domain }) => {
    const build = (own: Mask, where: string): Masker => {
      const keyed = { key, domain: where, limits: limits(own, where) };
      return own.kind === "json" ? leafMaskers(own, traits, build) : elementMasker(own, traits, keyed);
    };
    const element = build(mask, domain);
    const isWhole = !traits.isArray || mask.kind === "keep" || mask.kind === "null" || mask.kind === "constant";
    return { traits, mask, masker: isWhole ? element : elementwise(element) };
  });
}

/** The masker of one column that shares its domain with no other. @throws as {@link maskersFor} */
export function maskerFor(mask: Mask, traits: ColumnTraits, key: KeyObject): Masker {
  const [only] = maskersFor([{ traits, mask }], key);
  if (only === undefined) throw new Error("one column has one masker");
  return only.masker;
}

/** A mask for JSON, whose leaves are masked as text without a limit. */
function leafMaskers(
  mask: Extract<Mask, { kind: "json" }>,
  traits: ColumnTraits,
  build: (mask: Mask, domain: string) => Masker,
): Masker {
  const built = new Map<Mask, Masker>();
  return json(mask, typeFamily(traits.type, traits.enumLabels) === "text", (own) => {
    // JSON in a string of JSON may be anything but JSON
    const inner: ColumnTraits = { ...traits, type: "text", enumLabels: null };
    const masker = built.get(own) ?? (own.kind === "json" ? leafMaskers(own, inner, build) : build(own, domainOf(own, traits)));
    built.set(own, masker);
    return masker;
  });
}

function elementMasker(mask: Exclude<Mask, { kind: "json" }>, traits: ColumnTraits, keyed: KeyedDomain): Masker {
  const isInteger = typeFamily(traits.type, traits.enumLabels) === "integer";
  switch (mask.kind) {
    case "keep":
      return maskerOf((values) => values);
    case "null":
      return { entity: null, mask: (values) => values.map(() => null) };
    case "constant":
      return { entity: null, mask: (values) => values.map((value) => (value === null ? null : mask.value)) };
    case "email":
      return tagged(keyed, "email", email(keyed.limits));
    case "url":
      return tagged(keyed, "url", url(keyed.limits));
    case "text":
      return tagged(keyed, "text", fillerText(keyed.limits));
    case "name":
    case "first-name":
    case "last-name":
    case "company":
    case "street":
    case "city":
      return tagged(keyed, mask.kind, madeUp(mask.kind, keyed.limits));
    case "phone":
      return isInteger ? integer(keyed) : inPlace(keyed, "phone", phoneLayout);
    case "zip":
    case "digits":
      return isInteger ? integer(keyed) : inPlace(keyed, "digits", plainLayout);
    case "token":
      return inPlace(keyed, "token", isHex(mask, traits) ? hexLayout : plainLayout);
    case "number":
      return isInteger ? integer(keyed) : inPlace(keyed, "number", numberLayout);
    case "uuid":
      return uuid(keyed);
    case "ip":
      return mask.anywhere === true ? ipAnywhere(keyed) : ip(keyed, bareType(traits.type) === "cidr");
    case "date-shift":
      return dateShift(keyed, mask.days ?? 365, mask.entity ?? null);
    default:
      return assertNever(mask);
  }
}

function isHex(mask: Extract<Mask, { kind: "token" }>, traits: ColumnTraits): boolean {
  return mask.alphabet === "hex" || typeFamily(traits.type, traits.enumLabels) === "hex";
}

function unfit(problems: readonly string[]): AppError {
  return new AppError({
    code: "MASK_UNFIT",
    message: problems.join("\n"),
    hint: "Choose other masks for these columns in the masking file.",
  });
}
