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
const asciiWord = /[A-Za-z_][A-Za-z0-9_$]*|[0-9][A-Za-z0-9_.]*/y;
const dollarTag = /\$(?:[\p{L}_\u0080-\uFFFF][\p{L}\p{N}_\u0080-\uFFFF]*)?\$/uy;
const stringPrefix = /(?:[eEbBxXnN]|[uU]&)?'/y;
const identifierPrefix = /(?:[uU]&)?"/y;

/** The token that starts at `at`; `at` must be inside the text. Its first character decides which patterns are worth trying. */
export function tokenAt(text: string, at: number): Token {
  const token = (kind: TokenKind, end: number, terminated = true): Token => ({ kind, start: at, end, terminated });
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const first = text.charCodeAt(at);
  if (first <= 0x20 || first === 0xa0 || first > 0x1000) {
    const spaces = match(space);
    if (spaces !== undefined) return token("space", at + spaces.length);
  }
  switch (text[at]) {
    case "-": {
      const comment = match(lineComment);
      return comment === undefined ? token("symbol", at + 1) : token("line-comment", at + comment.length);
    }
    case "/": {
      if (text[at + 1] !== "*") return token("symbol", at + 1);
      const end = blockCommentEnd(text, at);
      return token("block-comment", end ?? text.length, end !== null);
    }
    case "$": {
      const tag = match(dollarTag);
      if (tag === undefined) return token("symbol", at + 1);
      const close = text.indexOf(tag, at + tag.length);
      return token("string", close === -1 ? text.length : close + tag.length, close !== -1);
    }
  }
  if (mayOpenQuote.has(first)) {
    const opening = match(stringPrefix);
    if (opening !== undefined) {
      const end = quoteEnd(text, at + opening.length, "'", /^[eE]/.test(opening));
      return token("string", end ?? text.length, end !== null);
    }
    const identifier = match(identifierPrefix);
    if (identifier !== undefined) {
      const end = quoteEnd(text, at + identifier.length, '"', false);
      return token("quoted-identifier", end ?? text.length, end !== null);
    }
  }
  if (first < 0x80 && !isWordCharacter(first)) return token("symbol", at + 1);
  const name = match(first < 0x80 ? asciiWord : word);
  // a letter beyond ASCII may follow
  if (name !== undefined && text.charCodeAt(at + name.length) >= 0x80) return token("word", at + (match(word) ?? name).length);
  return name === undefined ? token("symbol", at + 1) : token("word", at + name.length);
}

/** Characters with which a quoted text can begin: the quotes themselves and the letters of their prefixes. */
const mayOpenQuote: ReadonlySet<number> = new Set([..."'\"eEbBxXnNuU"].map((character) => character.charCodeAt(0)));

function isWordCharacter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || (code >= 0x30 && code <= 0x39);
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
