/** A failed operation as text: code, what failed, why, and the next command to type. */

import type { AppError } from "../app-error.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapText } from "./wrap-text.ts";

/** Lines for stderr with a final line feed; the stack only where it was asked for. */
export function errorText(error: AppError, { palette, width, isVerbose }: TextStyle): string {
  const message = error.message.split("\n");
  const [first = "", ...rest] = message;
  const lines = [
    ...wrapText(`${palette.bad(palette.strong("error"))} ${palette.strong(error.code)}  ${printable(first)}`, width, "  "),
    ...rest.map((line) => `  ${printable(line)}`),
    ...(error.hint === undefined
      ? []
      : error.hint.split("\n").flatMap((line) => wrapText(`  ${palette.faint("try:")} ${printable(line)}`, width, "       "))),
    `  ${palette.faint(`more: lockstep explain ${error.code}`)}`,
    ...(isVerbose ? stackLines(error) : []),
  ];
  return `${lines.join("\n")}\n`;
}

function stackLines(error: Error): readonly string[] {
  const own = (error.stack ?? "").split("\n").map(printable);
  return error.cause instanceof Error ? [...own, "caused by:", ...stackLines(error.cause)] : own;
}
