/** What things of a change are called at each moment. PostgreSQL cuts names at 63 bytes, silently, so they are cut here where one can see it. */

import { qualifiedName, quoteIdentifier } from "../sql/quote.ts";
import { isSwapped, type RecordedChange, retiredSuffix, type Twin, type TwinColumn, twinSuffix } from "./recorded-change.ts";

/** The switch divides a change: the old form leads before it, the new one after. */
export type Moment = "before" | "after";

const limit = 63;

/** As the server counts a name. */
export function byteLength(name: string): number {
  return new TextEncoder().encode(name).length;
}

/** The name with its suffix, within what the server keeps. */
export function suffixed(name: string, suffix: string): string {
  let base = name;
  while (byteLength(base) > limit - suffix.length) base = base.slice(0, -1);
  return `${base}${suffix}`;
}

/** The names of a twin's columns at a moment, unquoted, in their order. */
export function columnNames(
  change: RecordedChange["change"],
  { olds, news }: Twin,
  moment: Moment,
): { readonly olds: readonly string[]; readonly news: readonly string[] } {
  const names = (side: readonly TwinColumn[]) => side.map(({ name }) => name);
  if (!isSwapped(change)) return { olds: names(olds), news: names(news) };
  const own = names(olds);
  return moment === "before"
    ? { olds: own, news: own.map((name) => suffixed(name, twinSuffix)) }
    : { olds: own.map((name) => suffixed(name, retiredSuffix)), news: own };
}

/** The trigger's function, qualified; it lives beside its table. */
export function functionName(name: string, { schema }: Pick<Twin, "schema">, index: number): string {
  return qualifiedName(schema, suffixed(`lockstep_${name}`, index === 0 ? "" : `_${index + 1}`));
}

/** Its triggers, quoted. Triggers fire in the order of their names, and ours has to see what the others made of a row. */
export function triggerNames(name: string, index: number): { readonly insert: string; readonly update: string } {
  const part = index === 0 ? "" : `_${index + 1}`;
  return {
    insert: quoteIdentifier(suffixed(`zz_lockstep_${name}`, `${part}_insert`)),
    update: quoteIdentifier(suffixed(`zz_lockstep_${name}`, `${part}_update`)),
  };
}

/** The table, qualified and quoted. */
export function tableName({ schema, table }: Pick<Twin, "schema" | "table">): string {
  return qualifiedName(schema, table);
}
