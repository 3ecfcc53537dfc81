/**
 * A migration's text as what will run: statements, how they are run, and how they are undone. It does not parse SQL:
 * a statement that Postgres cannot parse is the linter's finding, and must not hide the rest of the file.
 */

import { positionAt } from "../sql/source-position.ts";
import { type SqlPart, splitStatements } from "../sql/split-statements.ts";
import { markedSections } from "./marked-sections.ts";
import { type MigrationComments, readComments } from "./migration-comments.ts";
import type { MigrationProblem } from "./migration-problem.ts";
import { type Phase, parsePhase } from "./phase.ts";
import { readingSetting } from "./reading-setting.ts";
import { inOneLine, isPlainPair, transactionControl } from "./transaction-control.ts";

/** One statement and where in its file it starts. */
export interface MigrationStatement {
  readonly sql: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points; in a rollback block counted without the dashes. */
  readonly column: number;
}

/** A migration, read. */
export interface MigrationScript {
  /** From the header comments; null where absent. */
  readonly title: string | null;
  readonly date: string | null;
  readonly safe: string | null;
  /** `none`: some statement cannot run inside a transaction block, so each runs by itself. */
  readonly transaction: "one" | "none";
  readonly kind: "schema" | "data";
  /** Its part in a change that takes several migrations. */
  readonly phase: Phase | null;
  /** The version through which it holds the schema that all files make; null for what is no checkpoint. */
  readonly checkpoint: string | null;
  /** In order, without the outermost BEGIN and COMMIT. */
  readonly statements: readonly MigrationStatement[];
  /** In the order in which they undo; null when the file says nothing about undoing. */
  readonly rollback: readonly MigrationStatement[] | null;
  /** How going back runs: a directive in the rollback block or in the sibling file decides, else it runs as the migration does. */
  readonly rollbackTransaction: "one" | "none";
  readonly problems: readonly MigrationProblem[];
}

/** Reads a migration; `down` is the text of its sibling that undoes it, which then takes the place of the comment. */
export function readMigration(file: string, text: string, down: { file: string; text: string } | null = null): MigrationScript {
  const comments = readComments(text);
  const sections = markedSections(text);
  const body = executable(file, sections?.up ?? text, 1);
  const marked = sections === null || sections.down === null ? null : executable(file, sections.down, 1);
  const rollback = down === null ? (marked ?? rollbackOf(file, comments.rollback)) : executable(down.file, down.text, 1);
  const problems: MigrationProblem[] = [...forbiddenCharacters(file, text), ...body.problems, ...(rollback?.problems ?? [])];
  if (down !== null) problems.push(...forbiddenCharacters(down.file, down.text));
  let transaction: MigrationScript["transaction"] = sections?.transaction.up ?? "one";
  let kind: MigrationScript["kind"] = "schema";
  let phase: Phase | null = null;
  let checkpoint: string | null = null;
  let rollbackTransaction = down === null ? (sections?.transaction.down ?? null) : transactionOf(readComments(down.text));
  for (const { name, value, line, isForRollback } of comments.directives) {
    if (name === "allow") continue;
    const choice = value.toLowerCase();
    if (name === "transaction" && (choice === "none" || choice === "one")) {
      if (isForRollback) rollbackTransaction ??= choice;
      else transaction = choice;
    } else if (name === "phase" && parsePhase(value) !== null) phase = parsePhase(value);
    else if (name === "checkpoint" && /^through\s+\S+$/i.test(value)) checkpoint = value.slice("through".length).trim();
    else if (name === "kind" && (choice === "data" || choice === "schema")) kind = choice;
    else problems.push({ rule: "directive", file, line, column: 1, message: `unknown directive: ${name} = ${value}` });
  }
  if (checkpoint !== null && transaction === "none")
    problems.push({ rule: "directive", file, line: 1, column: 1, message: "a checkpoint runs in one transaction" });
  const { title, date, safe } = comments;
  return {
    title,
    date,
    safe,
    transaction,
    kind,
    phase,
    checkpoint,
    statements: body.statements,
    rollback: rollback?.statements ?? null,
    rollbackTransaction: rollbackTransaction ?? transaction,
    problems,
  };
}

/** What a sibling file says of itself; null where it says nothing. */
function transactionOf({ directives }: MigrationComments): MigrationScript["rollbackTransaction"] | null {
  const value = directives.find(({ name }) => name === "transaction")?.value.toLowerCase();
  return value === "none" || value === "one" ? value : null;
}

interface Executable {
  readonly statements: readonly MigrationStatement[];
  readonly problems: readonly MigrationProblem[];
}

/** Several blocks undo in reverse: each stands below the statement that it undoes. */
function rollbackOf(file: string, blocks: readonly { text: string; line: number }[]): Executable | null {
  if (blocks.length === 0) return null;
  const parts = [...blocks].reverse().map(({ text, line }) => executable(file, text, line));
  return { statements: parts.flatMap((part) => part.statements), problems: parts.flatMap((part) => part.problems) };
}

function executable(file: string, text: string, firstLine: number): Executable {
  const problems: MigrationProblem[] = [];
  const problem = (rule: MigrationProblem["rule"], part: SqlPart, message: string) => {
    const { line, column } = positionAt(text, part.start);
    problems.push({ rule, file, line: line + firstLine - 1, column, message });
  };
  const statements: SqlPart[] = [];
  for (const part of splitStatements(text)) {
    if (part.kind === "meta-command") problem("meta-command", part, `psql command ${firstWord(part)} in a migration`);
    else if (part.kind === "copy-data") problem("copy-data", part, "COPY data in a migration; write INSERT instead");
    else statements.push(part);
    if (part.kind === "statement" && !part.terminated) problem("unterminated", part, "the file ends inside a quote or comment");
  }
  const inner = withoutOuterTransaction(statements);
  if (inner !== statements)
    for (const part of [statements[0], statements.at(-1)])
      if (part !== undefined && !isPlainPair(part.text))
        problem(
          "transaction-control",
          part,
          `${inOneLine(part.text)} would not be kept: a file runs in Lockstep's own transaction, READ COMMITTED`,
        );
  for (const part of inner) {
    const control = transactionControl(part.text);
    if (control !== null)
      problem("transaction-control", part, `${control.toUpperCase()} other than one pair around the whole file`);
    const reading = readingSetting(part.text);
    if (reading !== null) problem("reading-setting", part, `${reading} changes how the text behind it is read`);
  }
  const statementOf = (part: SqlPart) => ({
    sql: part.text,
    line: part.line + firstLine - 1,
    column: columnOf(text, part.start),
  });
  return { statements: inner.map(statementOf), problems };
}

function columnOf(text: string, start: number): number {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  return lineStart === start ? 1 : [...text.slice(lineStart, start)].length + 1;
}

function firstWord(part: SqlPart): string {
  return part.text.split(/\s/)[0] ?? "";
}

/** One BEGIN … COMMIT pair around everything is what Lockstep does anyway. */
function withoutOuterTransaction(parts: readonly SqlPart[]): readonly SqlPart[] {
  const opens = transactionControl(parts[0]?.text ?? "");
  const closes = transactionControl(parts.at(-1)?.text ?? "");
  const isPair = parts.length > 1 && (opens === "begin" || opens === "start") && (closes === "commit" || closes === "end");
  return isPair ? parts.slice(1, -1) : parts;
}

/** Characters that make a text read otherwise than it runs. */
function forbiddenCharacters(file: string, text: string): MigrationProblem[] {
  const found = /\0|\p{Bidi_Control}/u.exec(text);
  if (found === null) return [];
  const { line, column } = positionAt(text, found.index);
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  if (found[0] === "\0") return [{ rule: "nul-character", file, line, column, message: "NUL character" }];
  return [
    {
      rule: "bidi-control",
      file,
      line,
      column,
      message: `bidirectional control character U+${code}: the text reads otherwise than it runs`,
    },
  ];
}
