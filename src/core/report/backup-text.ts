/** `backup` for people: what was taken, what came back, what there is. */

import { byteWords } from "../byte-words.ts";
import type { BackupRecord } from "../release/backup-record.ts";
import { countOf, thousands } from "./count-words.ts";
import { displayWidth } from "./display-width.ts";
import { durationWords } from "./duration-words.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";
import { wrapLines } from "./wrap-text.ts";

/** What `backup create` and `backup attest` show. */
export interface TakenBackup {
  readonly environment: string;
  readonly record: BackupRecord;
  readonly removed: readonly string[];
}

/** What was taken, and what is still to be done. */
export function takenText({ environment, record, removed }: TakenBackup, style: TextStyle): string {
  const { palette, glyphs } = style;
  const head = `${palette.good(glyphs.good)} ${headOf(record, environment)}`;
  if (style.isQuiet) return lines([head], style);
  const { tables } = record;
  return lines(
    [
      head,
      ...(tables === null ? [] : [`  ${contentsOf(tables)}, counted in the dump's own moment`]),
      `  ${record.head === null ? "there is no journal yet" : `the journal stood at #${record.head.seq}`}`,
      ...(record.foreignId === null ? [] : [`  ${printable(record.target ?? "")} calls it ${printable(record.foreignId)}`]),
      ...removed.map((file) => palette.faint(`  removed ${printable(file)}`)),
      `  ${nextStep(record, environment)}`,
    ],
    style,
  );
}

function headOf({ kind, file, target, bytes, format, clientVersion }: BackupRecord, environment: string): string {
  const name = printable(environment);
  if (kind === "attested") return `${name}: ${printable(target ?? "")}`;
  if (kind === "exec") return `${name}: ${printable(target ?? "")} says that it took a backup`;
  const size = bytes === null ? "" : `, ${byteWords(bytes)}`;
  return `${name}: ${printable(file ?? target ?? "")}${size} (pg_dump ${printable(clientVersion ?? "")}${format === "directory" ? ", a folder of files" : ""})`;
}

function nextStep({ kind, file, id }: BackupRecord, environment: string): string {
  if (kind === "exec") return "Nobody has restored it: that the program said so is all that is known.";
  if (kind === "attested")
    return "Nothing was looked at: a person says so, and it counts for as long as the configuration allows.";
  if (file === null) return "It cannot be verified from here.";
  return `Not restored yet: lockstep backup verify ${environment} ${id}`;
}

/** What `backup verify` shows. */
export interface VerifiedBackup {
  readonly environment: string;
  readonly record: BackupRecord;
  readonly problems: readonly string[];
  readonly server: string | null;
}

/** Whether everything came back. */
export function verifiedText({ environment, record, problems, server }: VerifiedBackup, style: TextStyle): string {
  const { palette, glyphs, isVerbose } = style;
  const { verified } = record;
  if (problems.length === 0 && verified !== null) {
    const head = `${palette.good(glyphs.good)} ${printable(environment)}: ${printable(record.id)} can be restored`;
    const came = `${countOf(verified.tables, "table")} and ${countOf(verified.rows, "row")} came back in ${durationWords(verified.ms)}, and the schema is the one that was dumped`;
    return lines(style.isQuiet ? [head] : [head, `  ${came}`, `  on ${printable(verified.server)}`], style);
  }
  const shown = isVerbose ? problems : problems.slice(0, 10);
  const head = `${palette.bad(glyphs.bad)} ${printable(environment)}: ${printable(record.id)} is no backup to rely on`;
  if (style.isQuiet) return lines([head], style);
  return lines(
    [
      head,
      ...shown.map((problem) => `  ${printable(problem)}`),
      ...(shown.length < problems.length ? [`  and ${thousands(problems.length - shown.length)} more (--verbose)`] : []),
      ...(server === null || server === "" ? ["  It was not restored."] : [palette.faint(`  tried on ${printable(server)}`)]),
      `  Take another: lockstep backup create ${environment}`,
    ],
    style,
  );
}

/** What `backup restore` shows. */
export interface RestoredBackup {
  readonly record: BackupRecord;
  readonly into: string;
  readonly tables: number;
  readonly rows: number;
  readonly problems: readonly string[];
  readonly notRestored: readonly string[];
  readonly isMarkedAs: string | null;
}

/** What is there now, and what is not. */
export function restoredText(outcome: RestoredBackup, style: TextStyle): string {
  const { palette, glyphs } = style;
  const { record, into, tables, rows, problems, notRestored, isMarkedAs } = outcome;
  const sign = problems.length === 0 ? palette.good(glyphs.good) : palette.bad(glyphs.bad);
  const head = `${sign} ${printable(record.id)} is restored into ${printable(into)}: ${countOf(tables, "table")}, ${countOf(rows, "row")}`;
  if (style.isQuiet) return lines([head], style);
  return lines(
    [
      head,
      ...problems.map((problem) => `  ${printable(problem)}`),
      "  not brought back:",
      ...notRestored.map((sentence) => `    ${sentence}`),
      ...(isMarkedAs === null
        ? []
        : [
            `  It carries the mark of ${printable(isMarkedAs)}. If it is another from now on: lockstep identify ENV --was ${printable(isMarkedAs)}`,
          ]),
    ],
    style,
  );
}

/** What `backup list` shows. */
export interface ListedBackups {
  readonly environment: string;
  readonly backups: readonly { readonly record: BackupRecord; readonly state: "same" | "changed" | "gone" | "elsewhere" }[];
}

/** The backups, the newest first. */
export function listedText({ environment, backups }: ListedBackups, style: TextStyle): string {
  if (backups.length === 0)
    return lines([`${printable(environment)} has no backup: lockstep backup create ${printable(environment)}`], style);
  const rows = backups.map(({ record, state }) => [
    printable(record.id),
    record.bytes === null ? "" : byteWords(record.bytes),
    proofOf(record, style),
    { same: "", changed: "file changed", gone: "file gone", elsewhere: "" }[state],
    printable(record.file ?? record.target ?? ""),
  ]);
  const columns = [
    { heading: "taken" },
    { heading: "size", align: "right" as const },
    { heading: "restored" },
    { heading: "" },
    { heading: "where" },
  ];
  const table = textTable(columns, rows, style);
  if (table.every((line) => displayWidth(line) <= style.width)) return `${table.join("\n")}\n`;
  // narrow: each on lines of its own
  const stacked = rows.flatMap(([id = "", size = "", proof = "", state = "", where = ""]) => [
    [id, size, proof, state].filter((cell) => cell !== "").join("  "),
    `    ${where}`,
  ]);
  return lines(stacked, style);
}

function proofOf({ kind, verified, refuted }: BackupRecord, { palette }: TextStyle): string {
  if (refuted !== null) return palette.bad(`failed ${refuted.at.slice(0, 10)}`);
  if (verified !== null) return palette.good(verified.at.slice(0, 10));
  return kind === "pg_dump"
    ? palette.caution("not yet")
    : palette.faint(kind === "exec" ? "a program's word" : "a person's word");
}

function contentsOf(tables: Readonly<Record<string, number>>): string {
  const counts = Object.values(tables);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return `${countOf(counts.length, "table")}, ${thousands(rows)} ${rows === 1 ? "row" : "rows"}`;
}

function lines(all: readonly string[], { width }: TextStyle): string {
  return wrapLines(all, width, "    ");
}
