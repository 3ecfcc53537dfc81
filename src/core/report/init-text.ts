/** What `init` found and did, and what comes next: read once, on the first day, by somebody who does not know the tool yet. */

import type { DriftGroup } from "../release/drift-groups.ts";
import type { FirstDay } from "../release/first-days.ts";
import type { RepositorySurvey, UrlPlace } from "../release/repository-survey.ts";
import { countOf, listOf } from "./count-words.ts";
import { padEnd } from "./display-width.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import type { Verdict } from "./verdict.ts";
import { wrapText } from "./wrap-text.ts";

/** What is shown. */
export interface InitReport {
  readonly isDryRun: boolean;
  readonly survey: RepositorySurvey;
  readonly files: readonly {
    readonly path: string;
    readonly what: string;
    readonly outcome: "written" | "extended" | "kept";
    readonly text: string | null;
  }[];
  readonly audit:
    | { readonly kind: "not-run"; readonly why: string; readonly hint: string | null }
    | { readonly kind: "ran"; readonly target: string; readonly verdict: Verdict; readonly groups: readonly DriftGroup[] };
  readonly marked: { readonly environment: string; readonly database: string } | null;
  readonly days: readonly FirstDay[];
}

/** The report for a terminal. */
export function initText(report: InitReport, style: TextStyle): string {
  const { palette, isQuiet } = style;
  const sections = [
    ...(isQuiet ? [] : [section("Found", foundLines(report.survey, style), style)]),
    section(report.isDryRun ? "Would write (nothing was done)" : "Files", fileLines(report, style), style),
    ...(report.isDryRun ? [] : [section("First audit", auditLines(report.audit, style), style)]),
    ...(isQuiet ? [] : report.days.map(({ day, steps }) => section(capital(day), stepLines(steps, style), style))),
  ];
  const marked =
    report.marked === null
      ? []
      : [palette.strong(`${printable(report.marked.database)} is marked as ${printable(report.marked.environment)}.`), ""];
  return `${[...sections.flatMap((lines) => [...lines, ""]), ...marked].join("\n").trimEnd()}\n`;
}

function section(heading: string, lines: readonly string[], { palette }: TextStyle): readonly string[] {
  return [palette.strong(heading), ...lines];
}

function foundLines(survey: RepositorySurvey, { width, palette }: TextStyle): readonly string[] {
  const rows = foundRows(survey);
  const name = Math.max(...rows.map(([label]) => label.length));
  return rows.flatMap(([label, value]) =>
    wrapText(`  ${palette.faint(padEnd(label, name))}  ${printable(value)}`, width, " ".repeat(name + 4)),
  );
}

function foundRows({ schema, drizzleConfig, migrations, environments, workspaces, ci, packageManager }: RepositorySurvey) {
  const [taken, ...others] = migrations;
  const rows: (readonly [string, string])[] = [
    [
      "schema",
      schema.length === 0 ? "no Drizzle schema" : `${schema.join(", ")}${drizzleConfig === null ? "" : ` (${drizzleConfig})`}`,
    ],
    [
      "migrations",
      taken === undefined
        ? "none yet: db/migrations"
        : `${taken.dir}: ${countOf(taken.count, "migration")} (${taken.layout}), the last is ${taken.last}`,
    ],
    ...(others.length === 0
      ? []
      : [["", `also ${others.map(({ dir, count }) => `${dir} (${count})`).join(", ")}; migrations.dir chooses`] as const]),
    ...environments.map(({ name, url, isSeen }) => [name, `${placeText(url)}${isSeen ? "" : ", supposed"}`] as const),
    ...(environments.length === 0 ? [["databases", "no variable, dotenv file or Doppler project names one"] as const] : []),
    ...(workspaces === null
      ? []
      : [
          [
            "monorepo",
            `${workspaces.by.join(", ")}${workspaces.schemaPackage === null ? "" : `; the schema is in ${workspaces.schemaPackage}`}`,
          ] as const,
        ]),
    ...(packageManager === null ? [] : [["packages", packageManager] as const]),
    ...(ci.length === 0 ? [] : [["CI", listOf(ci.map((one) => ({ github: "GitHub", gitlab: "GitLab" })[one]))] as const]),
  ];
  return rows;
}

function placeText(place: UrlPlace): string {
  switch (place.kind) {
    case "variable":
      return place.name;
    case "dotenv":
      return `${place.name} in ${place.path}`;
    case "doppler":
      return `${place.name} of Doppler ${place.project}/${place.config}`;
  }
}

function fileLines({ files, survey, isDryRun }: InitReport, style: TextStyle): readonly string[] {
  const { palette, glyphs, width, isVerbose, isQuiet } = style;
  const lines = files.flatMap(({ path, what, outcome, text }) => {
    const sign = outcome === "kept" ? " " : palette.good(isDryRun ? "+" : glyphs.good);
    const told = outcome === "kept" ? "is there, kept as it is" : outcome === "extended" ? `one line more: ${what}` : what;
    return [
      ...wrapText(`  ${sign} ${printable(path)}  ${palette.faint(told)}`, width, "      "),
      ...(text !== null && isVerbose ? text.split("\n").map((line) => `      ${line}`.trimEnd()) : []),
    ];
  });
  const isOnlyGitlab = survey.ci.includes("gitlab") && !survey.ci.includes("github");
  return [
    ...lines,
    ...(isOnlyGitlab && !isQuiet
      ? wrapText(
          "  CI here is GitLab's: run `lockstep audit` and `lockstep lint --format gitlab` there; no workflow was written.",
          width,
          "  ",
        )
      : []),
  ];
}

function auditLines(audit: InitReport["audit"], { palette, width, isVerbose }: TextStyle): readonly string[] {
  if (audit.kind === "not-run")
    return [
      ...wrapText(`  ${palette.caution("not run:")} ${printable(audit.why)}`, width, "    "),
      ...(audit.hint === null ? [] : wrapText(`    ${palette.faint(printable(audit.hint))}`, width, "    ")),
    ];
  const { verdict, groups } = audit;
  const text = printable(verdict.text);
  const shown = isVerbose ? groups : groups.slice(0, 8);
  const more = groups.length - shown.length;
  return [
    ...wrapText(`  ${verdict.status === "in-sync" ? palette.good(text) : palette.caution(text)}`, width, "  "),
    ...shown.flatMap((group, i) => wrapText(`  batch ${i + 1}  ${groupText(group, audit.target)}`, width, "           ")),
    ...(more === 0 ? [] : [`  and ${countOf(more, "more batch")} (--verbose)`]),
  ];
}

function groupText({ tables, changes, files, drops }: DriftGroup, target: string): string {
  const what = tables.length === 0 ? "what belongs to no table" : tables.map(printable).join(", ");
  const made = files.length === 0 ? "" : `, made by ${files.map(printable).join(", ")}`;
  const lost = drops.length === 0 ? "" : `; look first: ${target} alone has ${drops.slice(0, 3).map(printable).join(", ")}`;
  return `${what} (${countOf(changes, "change")}${made}${lost})`;
}

function stepLines(steps: FirstDay["steps"], { palette, width }: TextStyle): readonly string[] {
  return steps.flatMap(({ what, command }) => [
    ...wrapText(`  ${printable(what)}${command === null ? "" : ":"}`, width, "  "),
    ...(command === null ? [] : commandLines(printable(command), width).map((line) => palette.strong(line))),
  ]);
}

// a line that is broken is still one that can be copied
function commandLines(command: string, width: number): readonly string[] {
  const lines = wrapText(`      ${command}`, width - 2, "        ");
  return lines.map((line, i) => (i === lines.length - 1 ? line : `${line} \\`));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
