/**
 * Options of foreign-data wrappers, servers, user mappings and foreign tables. Values of options that hold secrets are cut off by the
 * query itself, so that none ever leaves the server.
 */

import type { ObjectId } from "../catalog/object-id.ts";
import type { ReadContext } from "./define-kind.ts";
import { secretName } from "./secret-names.ts";

/** SQL: the `name=value` list in `column` with the bare name where the value may be a secret; NULL stays NULL. */
export function withoutSecrets(column: string): string {
  return `case when ${column} is not null then array(
             select case when pg_catalog.split_part(u.o, '=', 1) ~* '${secretName}' then pg_catalog.split_part(u.o, '=', 1) else u.o end
             from pg_catalog.unnest(${column}) as u (o)
           ) end`;
}

/** Option name → value, sorted by name; null where {@link withoutSecrets} withheld the value. */
export function optionValues(options: readonly string[] | null): { readonly [option: string]: string | null } {
  const pairs = (options ?? []).map((option): [string, string | null] => {
    const at = option.indexOf("=");
    return at < 0 ? [option, null] : [option.slice(0, at), option.slice(at + 1)];
  });
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** {@link optionValues}; what is withheld is said as a gap of `object`. */
export function foreignOptions(
  object: ObjectId,
  options: readonly string[] | null,
  context: Pick<ReadContext, "notCompared">,
): { readonly [option: string]: string | null } {
  const values = optionValues(options);
  noteWithheld(object, values, context);
  return values;
}

/** Says what is withheld of an object's options. */
export function noteWithheld(
  object: ObjectId,
  values: { readonly [option: string]: string | null },
  context: Pick<ReadContext, "notCompared">,
): void {
  const withheld = Object.keys(values).filter((name) => values[name] === null);
  if (withheld.length > 0) {
    context.notCompared({ what: object, why: `values that may be secret are never read: ${withheld.join(", ")}` });
  }
}
