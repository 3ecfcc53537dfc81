/**
 * Workflow annotations. GitHub shows ten of each kind per step and silently drops the rest, so the worst come first and the
 * last one says how many there are besides (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
 */

import type { RiskLevel } from "../risk/risk-level.ts";
import { riskLevels } from "../risk/risk-level.ts";

/** One message, with its place where it has one. */
export interface Annotation {
  readonly level: RiskLevel;
  readonly title: string;
  readonly message: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

const perKind = 10;
const commands = { high: "error", medium: "warning", low: "notice" } as const;

/**
 * Workflow commands, one per line with a final line feed; empty when there is nothing to say. `command` is the one of Lockstep
 * that shows all of them.
 */
export function githubAnnotations(annotations: readonly Annotation[], command: string): string {
  const lines = [...riskLevels].reverse().flatMap((level) => {
    const all = annotations.filter((annotation) => annotation.level === level);
    if (all.length <= perKind) return all.map(commandOf);
    const more = {
      level,
      title: "Lockstep",
      message: `${all.length - perKind + 1} more of this level: run lockstep ${command} --verbose to see all.`,
    };
    return [...all.slice(0, perKind - 1), more].map(commandOf);
  });
  return lines.map((line) => `${line}\n`).join("");
}

function commandOf({ level, title, message, file, line, column }: Annotation): string {
  const properties = Object.entries({ file, line, col: column, title })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeData(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C")}`);
  return `::${commands[level]} ${properties.join(",")}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
