/** `lockstep explain`: what an error code or a lint rule means, offline. */

import { AppError } from "../../core/app-error.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import { errorPages } from "../../core/error-codes.ts";
import type { ErrorPage } from "../../core/error-page.ts";
import type { OtherFinding } from "../../core/lint/other-findings.ts";
import type { Rule } from "../../core/lint/rule.ts";
import type { TextStyle } from "../../core/report/text-style.ts";
import { wrapText } from "../../core/report/wrap-text.ts";
import type { Command, CommandResult } from "../command.ts";

const codes: ReadonlyMap<string, ErrorPage> = new Map(Object.entries(errorPages));

const narrow = 84;

/** The command. */
export const explainCommand: Command = {
  name: "explain",
  summary: "what an error code or a lint rule means and what to do",
  arguments: [{ name: "code", description: "as an error or a finding shows it; without one, all codes and rules" }],
  flags: [],
  formats: ["text", "json"],
  examples: [
    { line: "lockstep explain CONNECT_REFUSED", note: "the page of one code" },
    { line: "lockstep explain index-without-concurrently", note: "the page of one rule, with examples" },
    { line: "lockstep explain squawk:require-concurrent-index-creation", note: "what another linter's rule is called here" },
  ],
  run: async ({ positionals }): Promise<CommandResult> => {
    const [typed] = positionals;
    const known = await knownRules();
    if (typed === undefined) return everything(known);
    const code = typed.toUpperCase().replaceAll("-", "_");
    const page = codes.get(code);
    if (page !== undefined) return codeResult(code, page);
    const id = typed.toLowerCase();
    const meant = known.rules.filter((rule) => rule.id === id || rule.aliases.some((alias) => isAlias(alias, id)));
    if (meant.length > 0) return rulesResult(meant);
    const other = known.others.get(id);
    if (other !== undefined) return otherResult(id, other);
    throw unknown(typed, [...codes.keys(), ...known.rules.map((rule) => rule.id), ...known.others.keys()]);
  },
};

interface KnownRules {
  readonly rules: readonly Rule[];
  readonly others: ReadonlyMap<string, OtherFinding>;
}

// Help of every command loads this file, and needs no rule.
async function knownRules(): Promise<KnownRules> {
  const [{ rules }, { otherFindings }] = await Promise.all([
    import("../../core/lint/rules/registry.ts"),
    import("../../core/lint/other-findings.ts"),
  ]);
  return { rules, others: new Map(Object.entries(otherFindings)) };
}

/** With or without the linter's name before it. */
function isAlias(alias: string, typed: string): boolean {
  const lower = alias.toLowerCase();
  return lower === typed || lower.slice(lower.indexOf(":") + 1) === typed;
}

function everything({ rules, others }: KnownRules): CommandResult {
  const allCodes = [...codes].map(([code, { exit, summary }]) => ({ code, exit, summary }));
  const allRules = [...rules.map(({ id, group, level, summary }) => ({ rule: id, group, level, summary }))];
  const allOthers = [...others].map(([rule, { group, level, summary }]) => ({ rule, group, level, summary }));
  const findings = [...allRules, ...allOthers];
  return {
    exitCode: 0,
    data: { codes: allCodes, rules: findings },
    findings: [],
    text: ({ width, palette }) => {
      const codeRows = allCodes.map(({ code, exit, summary }) => [code, `exit ${exit}`, summary] as const);
      const ruleRows = findings.map(({ rule, level, summary }) => [rule, level, summary] as const);
      const lines = [...listed(codeRows, width), "", palette.strong("what lint finds"), ...listed(ruleRows, width)];
      return lines.map((line) => `${line}\n`).join("");
    },
  };
}

// On a narrow terminal a column of names leaves no room for what they mean.
function listed(rows: readonly (readonly [name: string, kind: string, summary: string])[], width: number): readonly string[] {
  const longest = Math.max(...rows.map(([name]) => name.length));
  const isNarrow = width < narrow;
  const hang = isNarrow ? "    " : " ".repeat(longest + 12);
  return rows.flatMap(([name, kind, summary]) =>
    wrapText(isNarrow ? `${name}  ${kind}  ${summary}` : `${name.padEnd(longest)}  ${kind.padEnd(8)}  ${summary}`, width, hang),
  );
}

function codeResult(code: string, page: ErrorPage): CommandResult {
  return {
    exitCode: 0,
    data: { code, ...page },
    findings: [],
    text: ({ palette, width }) =>
      `${[
        ...wrapText(`${palette.strong(code)}  ${palette.faint(`exit ${page.exit}`)}  ${page.summary}`, width, "  "),
        "",
        ...wrapText(page.explanation, width),
      ].join("\n")}\n`,
  };
}

/** Several, where another linter has one rule for what ours tell apart. */
async function rulesResult(rules: readonly Rule[]): Promise<CommandResult> {
  const { ruleText } = await import("../../core/report/rule-text.ts");
  const data = rules.map(({ check, ...page }) => page);
  const [only] = data;
  return {
    exitCode: 0,
    data: data.length === 1 ? only : { rules: data },
    findings: [],
    text: (style: TextStyle) => rules.map((rule) => ruleText(rule, style)).join("\n"),
  };
}

async function otherResult(id: string, page: OtherFinding): Promise<CommandResult> {
  const { otherFindingText } = await import("../../core/report/rule-text.ts");
  return { exitCode: 0, data: { id, ...page }, findings: [], text: (style) => otherFindingText(id, page, style) };
}

function unknown(typed: string, names: readonly string[]): AppError {
  const near = didYouMean(typed, names) ?? didYouMean(typed.replaceAll("-", "_"), names);
  return new AppError({
    code: "USAGE",
    message: `There is no code and no rule "${typed}".${near === null ? "" : ` Did you mean ${near}?`}`,
    hint: near === null ? "lockstep explain" : `lockstep explain ${near}`,
  });
}
