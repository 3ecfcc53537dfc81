/**
 * Writes migration files: the template's header, statements with comments above them, and the rollback block. The inverse of
 * `readMigration`: whatever a comment or a statement says, the file reads as what was meant.
 */

import { AppError } from "../app-error.ts";
import { splitStatements } from "../sql/split-statements.ts";
import type { Phase } from "./phase.ts";
import { readMigration } from "./read-migration.ts";

/** A statement and what is said above it. */
export interface StatementText {
  /** With or without a semicolon at its end. */
  readonly sql: string;
  /** One line each. */
  readonly comments: readonly string[];
}

/** The way back. */
export interface RollbackText {
  readonly transaction: "one" | "none";
  /** What is known of it, in prose; above the block, because prose in it is no SQL. */
  readonly notes: readonly string[];
  /** Above the first statement, as comments of the block's SQL. */
  readonly hints: readonly string[];
  readonly statements: readonly StatementText[];
}

/** All that a migration file says. */
export interface MigrationText {
  /** One line. */
  readonly title: string;
  /** YYYY-MM-DD */
  readonly date: string;
  /** What `Safe to run` says. */
  readonly safe: string;
  readonly transaction: "one" | "none";
  readonly kind: "schema" | "data";
  /** The version through which it holds what all files make, where it is a checkpoint. */
  readonly checkpoint?: string;
  /** Its part in a change that takes several migrations. */
  readonly phase?: Phase;
  /** Below the header, one line each. */
  readonly notes: readonly string[];
  /** In place of statements where there are none yet. */
  readonly hints: readonly string[];
  readonly statements: readonly StatementText[];
  readonly rollback: RollbackText;
}

/** How a folder wants its files. */
export interface FileStyle {
  /** `--> statement-breakpoint` between statements: drizzle's migrator sends what stands between them one by one. */
  readonly breakpoints: boolean;
  /** The way back has a file of its own. */
  readonly downFile: boolean;
}

/** A migration's file, and the file that undoes it where the folder has such; both end with a newline. */
export interface MigrationTexts {
  readonly up: string;
  readonly down: string | null;
}

/** @throws AppError MIGRATION_INVALID where a statement holds characters that no migration may hold */
export function formatMigration(migration: MigrationText, style: FileStyle): MigrationTexts {
  const { title, date, safe, transaction, kind, checkpoint, phase, notes, hints, statements, rollback } = migration;
  const header = [
    `-- Migration: ${oneLine(title)}`,
    `-- Date: ${date}`,
    `-- Safe to run: ${oneLine(safe)}`,
    ...notes.map(comment),
    ...(transaction === "none" ? ["-- lockstep: transaction = none"] : []),
    ...(kind === "data" ? ["-- lockstep: kind = data"] : []),
    ...(checkpoint === undefined ? [] : [`-- lockstep: checkpoint = through ${checkpoint}`]),
    ...(phase === undefined ? [] : [`-- lockstep: phase = ${phase.name} of ${phase.of}`]),
  ].join("\n");
  const body = statements.length === 0 ? hints.map(comment).join("\n") : statementsText(statements, style);
  const ways = rollback.notes.map(comment);
  const down = style.downFile ? downText(migration) : null;
  const block = down === null ? rollbackBlock(rollback, transaction) : null;
  const parts = [header, body, [...ways, ...(block === null ? [] : [block])].join("\n")];
  const texts = { up: `${parts.filter((part) => part !== "").join("\n\n")}\n`, down };
  refuseMisreading(texts, migration);
  return texts;
}

function statementsText(statements: readonly StatementText[], { breakpoints }: FileStyle): string {
  return statements.map(statementText).join(breakpoints ? "\n--> statement-breakpoint\n" : "\n");
}

function statementText({ sql, comments }: StatementText): string {
  return [...comments.map(comment), terminated(sql)].join("\n");
}

function terminated(sql: string): string {
  const trimmed = sql.trim();
  return trimmed.endsWith(";") && splitStatements(trimmed).length === 1 ? trimmed : `${trimmed};`;
}

function downText({ title, transaction, rollback }: MigrationText): string {
  const lines = [
    `-- Undoes: ${oneLine(title)}`,
    ...(rollback.transaction === transaction ? [] : [`-- lockstep: transaction = ${rollback.transaction}`]),
    "",
    ...rollback.hints.map(comment),
    ...rollback.statements.map(statementText),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

/** Each line of its SQL as a comment. */
function rollbackBlock({ transaction, hints, statements }: RollbackText, ofMigration: "one" | "none"): string {
  const sql = [...hints.map(comment), ...statements.map(statementText)].join("\n");
  return [
    "-- Rollback (if needed):",
    ...(statements.length === 0 || transaction === ofMigration ? [] : [`-- lockstep: transaction = ${transaction}`]),
    // \r\n inside of a body is part of it
    ...(sql === "" ? [] : sql.split("\n").map((line) => (line === "" ? "--" : `-- ${line}`))),
  ].join("\n");
}

/** A comment of one line that is nothing but prose, whatever the text says. */
function comment(text: string): string {
  const line = oneLine(text);
  const isOurs = /^(rollback\b|lockstep\s*:|migration\s*:|date\s*:|safe to run\s*:)/i.test(line);
  return `-- ${isOurs ? "note: " : ""}${line}`;
}

function oneLine(text: string): string {
  return text
    .replace(/\0|\p{Bidi_Control}/gu, "?")
    .replace(/\s+/g, " ")
    .trim();
}

// A character that no migration may hold, or a lone carriage return, which would end a comment line of the rollback block.
function refuseMisreading({ up, down }: MigrationTexts, { statements, rollback }: MigrationText): void {
  const read = readMigration("the new migration", up, down === null ? null : { file: "its way back", text: down });
  const isSame = (found: readonly { sql: string }[] | null, meant: readonly StatementText[]) =>
    (found ?? []).map(({ sql }) => sql).join("\n") === meant.map(({ sql }) => terminated(sql)).join("\n");
  const [problem] = read.problems;
  if (problem === undefined && isSame(read.statements, statements) && isSame(read.rollback, rollback.statements)) return;
  const isCarriageReturn = down === null && rollback.statements.some(({ sql }) => /\r(?!\n)/.test(sql));
  const why = isCarriageReturn ? "its way back holds a carriage return alone, which ends a comment" : problem?.message;
  throw new AppError({
    code: "MIGRATION_INVALID",
    message: `A statement cannot be written into a migration file: ${why ?? "it would read as another one"}.`,
    hint: "lockstep diff … --format sql prints the plan as a script.",
  });
}
