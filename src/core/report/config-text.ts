/** The configuration as text: every value and where it comes from. */

import { displayWidth } from "./display-width.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";
import { wrapText } from "./wrap-text.ts";

/** One value; it holds no secret. */
export interface ConfigLine {
  readonly path: string;
  /** JSON. */
  readonly value: unknown;
  readonly origin:
    | { readonly kind: "file"; readonly file: string }
    | { readonly kind: "variable"; readonly name: string }
    | { readonly kind: "default" };
}

// Below this a column of values is more line breaks than values.
const narrowestValues = 30;

/** Every value with a final line feed: a table, or on a narrow terminal `setting = value  (origin)`. */
export function configText(lines: readonly ConfigLine[], style: TextStyle): string {
  const { palette, width } = style;
  const cells = lines.map(({ path, value, origin }) => [printable(path), valueWords(value), originWords(origin)] as const);
  const widest = (column: 0 | 2) => Math.max(0, ...cells.map((row) => displayWidth(row[column])));
  const room = width - widest(0) - widest(2) - 4;
  if (room < narrowestValues) {
    const stacked = cells.flatMap(([path, value, origin]) =>
      wrapText(`${palette.strong(path)} = ${value}  ${palette.faint(`(${origin})`)}`, width, "    "),
    );
    return `${stacked.join("\n")}\n`;
  }
  const rows = cells.flatMap(([path, value, origin]) =>
    wrapText(value, room).map((part, i) => (i === 0 ? [path, part, palette.faint(origin)] : ["", part, ""])),
  );
  return `${textTable([{ heading: "setting" }, { heading: "value" }, { heading: "from" }], rows, style).join("\n")}\n`;
}

function valueWords(value: unknown): string {
  if (value === null) return "none";
  if (Array.isArray(value))
    return value.length === 0
      ? "none"
      : printable(value.map((item) => (typeof item === "string" ? item : JSON.stringify(item))).join(", "));
  if (typeof value === "object") return Object.keys(value).length === 0 ? "none" : printable(JSON.stringify(value));
  return printable(String(value));
}

function originWords(origin: ConfigLine["origin"]): string {
  switch (origin.kind) {
    case "file":
      return printable(origin.file);
    case "variable":
      return printable(origin.name);
    case "default":
      return "default";
  }
}
