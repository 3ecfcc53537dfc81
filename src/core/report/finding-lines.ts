/** Findings as text: level, place, message, why, and what to do. */

import type { Finding } from "../finding.ts";
import { riskLevels } from "../risk/risk-level.ts";
import { badge } from "./change-lines.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapText } from "./wrap-text.ts";

/** The riskiest first, else in the given order. */
export function findingLines(findings: readonly Finding[], { palette, width }: TextStyle): readonly string[] {
  const sorted = [...findings].sort((a, b) => riskLevels.indexOf(b.level) - riskLevels.indexOf(a.level));
  return sorted.flatMap((finding) => {
    const head = `${badge(finding.level, "", palette)}  ${printable(finding.message)}  ${palette.faint(placeOf(finding))}`;
    const rest = [finding.why, finding.fix === undefined ? undefined : `fix: ${finding.fix}`].filter(
      (line) => line !== undefined,
    );
    return [head, ...rest.map((line) => `    ${printable(line)}`)].flatMap((line) => wrapText(line, width, "    "));
  });
}

function placeOf({ rule, file, line, column }: Finding): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  return printable(place === "" ? rule : `${rule} ${place}`);
}
