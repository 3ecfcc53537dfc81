/** A catalog at a glance: how many of each kind, the widest tables, what could not be read. */

import type { Catalog } from "../catalog/catalog.ts";
import { nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import { countOf, pluralOf, thousands } from "./count-words.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";
import { wrapText } from "./wrap-text.ts";

const tablesShown = 10;

/** The summary with a final line feed; `name` is the source as the user called it. */
export function catalogText(catalog: Catalog, name: string, fingerprint: string, style: TextStyle): string {
  const { palette, width, isQuiet } = style;
  const { server } = catalog;
  const where = server === null ? "no server" : `${server.database} on PostgreSQL ${server.version}, ${server.encoding}`;
  const title = `${palette.strong(printable(name))}  ${printable(where)}`;
  const mark = palette.faint(fingerprint);
  if (isQuiet) return `${fingerprint}\n`;
  const gaps = catalog.notCompared.flatMap(({ what, why }) =>
    wrapText(`  ${printable(what)}: ${palette.faint(printable(why))}`, width, "    "),
  );
  const sections = [
    [title, mark],
    kindLines(catalog, style),
    tableLines(catalog, style),
    gaps.length === 0 ? [] : [palette.strong("not read"), ...gaps],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function kindLines(catalog: Catalog, { palette }: TextStyle): readonly string[] {
  const counts = new Map<ObjectKind, number>();
  for (const { kind } of catalog.objects.values()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  if (counts.size === 0) return [palette.faint("no objects")];
  const numberWidth = Math.max(...[...counts.values()].map((count) => thousands(count).length));
  return [...counts].map(
    ([kind, count]) =>
      `${thousands(count).padStart(numberWidth + 2)}  ${count === 1 ? kind.replaceAll("-", " ") : pluralOf(kind)}`,
  );
}

function tableLines(catalog: Catalog, style: TextStyle): readonly string[] {
  const parts = new Map<ObjectId, Map<ObjectKind, number>>();
  for (const { kind, parent } of catalog.objects.values()) {
    if (parent === null) continue;
    const counts = parts.get(parent) ?? new Map<ObjectKind, number>();
    parts.set(parent, counts.set(kind, (counts.get(kind) ?? 0) + 1));
  }
  const tables = [...catalog.objects.values()].filter((object) => object.kind === "table");
  const part = (table: ObjectId, kind: ObjectKind) => parts.get(table)?.get(kind) ?? 0;
  const widest = tables.sort((a, b) => part(b.id, "column") - part(a.id, "column") || (a.id < b.id ? -1 : 1));
  const shown = style.isVerbose ? widest : widest.slice(0, tablesShown);
  if (shown.length === 0) return [];
  const kinds = ["column", "index", "constraint", "trigger"] as const;
  const used = kinds.filter((kind) => shown.some((table) => part(table.id, kind) > 0));
  const columns = [{ heading: "table" }, ...used.map((kind) => ({ heading: pluralOf(kind), align: "right" as const }))];
  const rows = shown.map(({ id }) => [printable(nameOf(id)), ...used.map((kind) => thousands(part(id, kind)))]);
  const hidden = widest.length - shown.length;
  const more =
    hidden === 0 ? [] : [style.palette.faint(`${style.glyphs.ellipsis} and ${countOf(hidden, "more table")} (--verbose)`)];
  return [...textTable(columns, rows, style), ...more];
}
