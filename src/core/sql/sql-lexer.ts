/**
 * Lexical structure of SQL as psql sees it: just enough to know what is quoted, what is a comment and what is code.
 * Our own, because it must go on after text that no parser accepts, and must know psql's backslash.
 * Rules: https://www.postgresql.org/docs/18/sql-syntax-lexical.html (standard_conforming_strings = on).
 */

/** What a token is. `quoted-identifier` is "x"; `string` covers '', E'', B'', X'', N'', U&'' and dollar quotes. */
export type TokenKind = "space" | "line-comment" | "block-comment" | "word" | "quoted-identifier" | "string" | "symbol";

/** A token and its UTF-16 span; `terminated` is false when the text ends inside it. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  readonly terminated: boolean;
}

const space = /[\s\uFEFF]+/y;
const lineComment = /--[^\n\r]*/y;
const word = /[\p{L}_\u0080-\uFFFF][\p{L}\p{N}_$\u0080-\uFFFF]*|[0-9][\p{L}\p{N}_.]*/uy;
const dollarTag = /\$(?:[\p{L}_\u0080-\uFFFF][\p{L}\p{N}_\u0080-\uFFFF]*)?\$/uy;
const stringPrefix = /(?:[eEbBxXnN]|[uU]&)?'/y;
const identifierPrefix = /(?:[uU]&)?"/y;

/** The token that starts at `at`; `at` must be inside the text. */
export function tokenAt(text: string, at: number): Token {
  const token = (kind: TokenKind, end: number, terminated = true): Token => ({ kind, start: at, end, terminated });
  const match = (pattern: RegExp, from = at): RegExpExecArray | null => {
    pattern.lastIndex = from;
    return pattern.exec(text);
  };
  const spaces = match(space);
  if (spaces) return token("space", at + spaces[0].length);
  const comment = match(lineComment);
  if (comment) return token("line-comment", at + comment[0].length);
  if (text.startsWith("/*", at)) {
    const end = blockCommentEnd(text, at);
    return token("block-comment", end ?? text.length, end !== null);
  }
  const opening = match(stringPrefix);
  if (opening) {
    const end = quoteEnd(text, at + opening[0].length, "'", /^[eE]/.test(opening[0]));
    return token("string", end ?? text.length, end !== null);
  }
  const identifier = match(identifierPrefix);
  if (identifier) {
    const end = quoteEnd(text, at + identifier[0].length, '"', false);
    return token("quoted-identifier", end ?? text.length, end !== null);
  }
  const tag = match(dollarTag);
  if (tag) {
    const close = text.indexOf(tag[0], at + tag[0].length);
    return token("string", close === -1 ? text.length : close + tag[0].length, close !== -1);
  }
  const name = match(word);
  if (name) return token("word", at + name[0].length);
  return token("symbol", at + 1);
}

/** Where a quote that is open at `from` ends, or null. A loop and no pattern: literals of many megabytes occur in dumps. */
function quoteEnd(text: string, from: number, quote: string, backslashes: boolean): number | null {
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (backslashes && character === "\\") at++;
    else if (character === quote) {
      if (text[at + 1] !== quote) return at + 1;
      at++;
    }
  }
  return null;
}

/** Block comments nest in Postgres. */
function blockCommentEnd(text: string, start: number): number | null {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let found = edge.exec(text); found !== null; found = edge.exec(text)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return null;
}
