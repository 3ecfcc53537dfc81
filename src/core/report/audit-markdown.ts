/**
 * An audit as a pull request comment: verdict first, numbers next, the lists collapsed. GitHub refuses comments beyond
 * 65,536 characters, so the lists give way and say how much they left out; the verdict never does.
 */

import type { Finding } from "../finding.ts";
import type { ParityReport } from "../parity/parity-report.ts";
import { riskLevels } from "../risk/risk-level.ts";
import { changeLines } from "./change-lines.ts";
import { unfoldedChanges } from "./change-tree.ts";
import { countOf, nounOf } from "./count-words.ts";
import { markdownBlock, markdownCode, markdownText } from "./markdown-text.ts";
import { checksInOrder } from "./parity-text.ts";
import { plainStyle } from "./text-style.ts";
import { verdict } from "./verdict.ts";

// Bytes, below GitHub's limit with room for what a workflow may add.
const budget = 60_000;

/** A Markdown document under 64 KB. Its first line is a hidden marker by which a comment is found and updated in place. */
export function auditMarkdown(pairs: readonly ParityReport[], findings: readonly Finding[] = []): string {
  const heads = pairs.map((pair) => headLines(pair).join("\n"));
  const fixed = pairs.map((pair) => [...checkLines(pair), ...gapLines(pair)].slice(0, 80).join("\n"));
  const notes = noteLines(findings).join("\n");
  const taken = bytes([...heads, ...fixed, notes].join("\n"));
  const share = Math.max(1_000, Math.floor((budget - taken) / Math.max(1, pairs.length)));
  const parts = pairs.flatMap((pair, i) => [heads[i] ?? "", ...differenceLines(pair, share), fixed[i] ?? ""]);
  return `<!-- lockstep:audit -->\n${[...parts, notes].filter((part) => part !== "").join("\n\n")}\n`;
}

const signs = { "in-sync": "✅", unseen: "⚠️", drift: "❌" } as const;

function headLines(pair: ParityReport): readonly string[] {
  const { status, text } = verdict(pair);
  const { summary, changes } = pair;
  const title = `### ${signs[status]} ${markdownText(text)}`;
  if (changes.length === 0) return [title];
  const lines = unfoldedChanges(changes);
  const risks = [...riskLevels].reverse().map((level) => String(lines.filter((change) => change.risk === level).length));
  return [
    title,
    "",
    "| missing | too many | different | renamed | high risk | medium | low |",
    "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    `| ${[summary.add, summary.remove, summary.alter, summary.rename, ...risks].join(" | ")} |`,
  ];
}

function differenceLines(pair: ParityReport, share: number): readonly string[] {
  if (pair.changes.length === 0) return [];
  // In a diff block GitHub paints lines by their first character: + green, - red, ! orange.
  const all = changeLines(pair.changes, { ...plainStyle, width: 120, isVerbose: false }).map((line) =>
    line.replace(/^( *)([+~>-])/, (_, margin: string, sign: string) => `${sign === "~" || sign === ">" ? "!" : sign}${margin}`),
  );
  const shown: string[] = [];
  let size = 200;
  for (const line of all) {
    size += bytes(line) + 1;
    if (size > share) break;
    shown.push(line);
  }
  const more = all.length - shown.length;
  const lines = more === 0 ? shown : [...shown, `… and ${countOf(more, "more line")}`];
  return [
    [
      "<details>",
      `<summary>${countOf(pair.changes.length, "difference")}</summary>`,
      "",
      ...markdownBlock(lines, "diff"),
      "",
      "</details>",
    ].join("\n"),
  ];
}

function checkLines({ parity }: ParityReport): readonly string[] {
  const words = { ok: "in order", differs: "**differs**", warning: "warning" };
  const notable = parity.filter((check) => check.status !== "ok");
  const inOrder = checksInOrder(parity);
  return [
    ...notable.map(({ check, status, detail }) => `- ${nounOf(check)} ${words[status]}: ${markdownText(detail)}`),
    ...(inOrder.length === 0 ? [] : [`- in order: ${inOrder.join(", ")}`]),
  ];
}

function gapLines({ notCompared }: ParityReport): readonly string[] {
  if (notCompared.length === 0) return [];
  return ["", "**Not compared**", "", ...notCompared.map(({ what, why }) => `- ${markdownCode(what)}: ${markdownText(why)}`)];
}

// Twenty are more than anybody reads, and the comment must stay below its limit.
function noteLines(findings: readonly Finding[]): readonly string[] {
  const shown = findings.slice(0, 20).map(({ level, rule, message, why, fix }) => {
    const rest = [why, fix === undefined ? undefined : `fix: ${fix}`].filter((part) => part !== undefined);
    return `- ${level} risk, ${rule}: ${markdownText([message, ...rest].join(" · "))}`;
  });
  const more = findings.length - shown.length;
  return [...shown, ...(more === 0 ? [] : [`- … and ${countOf(more, "more finding")}`])];
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
