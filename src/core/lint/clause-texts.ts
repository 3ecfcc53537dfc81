/**
 * The wording of clauses, cut out of a statement that parses: a safe form says what its author wrote, and there is no way back from a
 * parse tree to SQL here. Cuts are made between tokens only; comments are left out and white space is made one space.
 */

import { tokenAt } from "../sql/sql-lexer.ts";

/** A token of code and whether white space or a comment stands before it. */
interface Piece {
  readonly text: string;
  readonly isApart: boolean;
  /** Lower case for words and symbols; names in quotes and strings are no keywords. */
  readonly word: string;
  /** Brackets that are open before it. */
  readonly depth: number;
}

/** The clauses of an ALTER TABLE (or of another relation) in order, e.g. `ADD COLUMN email text`. */
export function clauseTexts(sql: string): readonly string[] {
  const pieces = piecesOf(sql);
  let at = 1;
  const skip = (...words: readonly string[]) => {
    while (words.includes(pieces[at]?.word ?? "")) at++;
  };
  skip("foreign", "materialized", "table", "view", "index", "sequence", "if", "exists", "only");
  at++;
  while (pieces[at]?.word === ".") at += 2;
  skip("*");
  const clauses: Piece[][] = [[]];
  for (const piece of pieces.slice(at)) {
    if (piece.word === ";" && piece.depth === 0) break;
    if (piece.word === "," && piece.depth === 0) clauses.push([]);
    else clauses.at(-1)?.push(piece);
  }
  return clauses.map(join);
}

/** `ADD CONSTRAINT age_ok CHECK (age > 0)` → `CHECK (age > 0)`. */
export function constraintDefinition(clause: string): string {
  const pieces = piecesOf(clause);
  return join(pieces.slice(pieces[1]?.word === "constraint" ? 3 : 1));
}

/** The clause without the first place where these words follow each other outside of brackets; null where they do not. */
export function withoutWords(clause: string, ...words: readonly string[]): string | null {
  const pieces = piecesOf(clause);
  const at = pieces.findIndex(({ depth }, start) => depth === 0 && words.every((word, i) => pieces[start + i]?.word === word));
  return at === -1 ? null : join([...pieces.slice(0, at), ...pieces.slice(at + words.length)]);
}

/** What stands after the first place where these words follow each other outside of brackets; null where they do not. */
export function afterWords(sql: string, ...words: readonly string[]): string | null {
  const pieces = piecesOf(sql).filter(({ word, depth }) => word !== ";" || depth > 0);
  const at = pieces.findIndex(({ depth }, start) => depth === 0 && words.every((word, i) => pieces[start + i]?.word === word));
  return at === -1 ? null : join(pieces.slice(at + words.length));
}

/** What stands after the name, qualified or not, that a text begins with: `public.events (at)` → `(at)`. */
export function afterName(text: string): string {
  const pieces = piecesOf(text);
  let at = 1;
  while (pieces[at]?.word === ".") at += 2;
  return join(pieces.slice(pieces[at]?.word === "*" ? at + 1 : at));
}

/** The clause up to one of these words outside of brackets; all of it where there is none. */
export function beforeWord(clause: string, ...words: readonly string[]): string {
  const pieces = piecesOf(clause);
  const at = pieces.findIndex(({ depth, word }) => depth === 0 && words.includes(word));
  return join(at === -1 ? pieces : pieces.slice(0, at));
}

function piecesOf(sql: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let isApart = false;
  let depth = 0;
  for (let at = 0; at < sql.length; ) {
    const { kind, end } = tokenAt(sql, at);
    const text = sql.slice(at, end);
    at = end;
    if (kind === "space" || kind === "line-comment" || kind === "block-comment") {
      isApart = true;
      continue;
    }
    if (text === ")" || text === "]") depth--;
    pieces.push({ text, isApart, word: kind === "word" || kind === "symbol" ? text.toLowerCase() : text, depth });
    if (text === "(" || text === "[") depth++;
    isApart = false;
  }
  return pieces;
}

function join(pieces: readonly Piece[]): string {
  return pieces.map(({ text, isApart }, at) => `${isApart && at > 0 ? " " : ""}${text}`).join("");
}
