/** What works and what does not, one line per check, each failure with its remedy. */

import { countOf } from "./count-words.ts";
import { padEnd } from "./display-width.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapText } from "./wrap-text.ts";

/** One check of the set-up. */
export interface DoctorCheck {
  readonly name: string;
  readonly status: "ok" | "warning" | "failed";
  readonly detail: string;
  /** What to do, best as a command. */
  readonly fix?: string;
}

/** The list with a final line feed. */
export function doctorText(checks: readonly DoctorCheck[], style: TextStyle): string {
  const { palette, glyphs, width, isQuiet } = style;
  const signs = { ok: palette.good(glyphs.good), warning: palette.caution(glyphs.caution), failed: palette.bad(glyphs.bad) };
  const nameWidth = Math.max(0, ...checks.map((check) => check.name.length));
  const hang = " ".repeat(Math.min(nameWidth + 4, 24));
  const lines = checks
    .filter((check) => !isQuiet || check.status !== "ok")
    .flatMap(({ name, status, detail, fix }) => [
      ...wrapText(`${signs[status]} ${padEnd(printable(name), nameWidth)}  ${printable(detail)}`, width, hang),
      ...(fix === undefined ? [] : wrapText(`${hang}${palette.faint("fix:")} ${printable(fix)}`, width, `${hang}     `)),
    ]);
  const [failed, warnings] = ["failed", "warning"].map((status) => checks.filter((check) => check.status === status).length);
  const summary =
    failed === 0 && warnings === 0
      ? `${countOf(checks.length, "check")}, all fine`
      : `${countOf(checks.length, "check")}: ${failed} failed, ${countOf(warnings ?? 0, "warning")}`;
  return `${[...lines, ...(lines.length > 0 ? [""] : []), summary].join("\n")}\n`;
}
