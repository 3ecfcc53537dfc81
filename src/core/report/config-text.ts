/** The configuration as text: every value and where it comes from. */

import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";

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

/** One line per value with a final line feed. */
export function configText(lines: readonly ConfigLine[], style: TextStyle): string {
  const rows = lines.map(({ path, value, origin }) => [
    printable(path),
    valueWords(value),
    style.palette.faint(originWords(origin)),
  ]);
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
