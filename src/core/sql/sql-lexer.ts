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

/**
 * The token that starts at `at`; `at` must be inside the text. Its first character decides what is tried: whole dumps go through here,
 * so that patterns are for what begins with something rare.
 */
export function tokenAt(text: string, at: number): Token {
  const first = text.charCodeAt(at);
  if (first <= 0x20 || first === 0xa0 || first > 0x1000) {
    const end = spaceEnd(text, at);
    if (end > at) return token("space", at, end);
  }
  switch (first) {
    case codes.dash:
      return text.charCodeAt(at + 1) === codes.dash
        ? token("line-comment", at, matchEnd(lineComment, text, at) ?? text.length)
        : token("symbol", at, at + 1);
    case codes.slash: {
      if (text[at + 1] !== "*") return token("symbol", at, at + 1);
      const end = blockCommentEnd(text, at);
      return token("block-comment", at, end ?? text.length, end !== null);
    }
    case codes.dollar: {
      const opened = matchEnd(dollarTag, text, at);
      if (opened === null) return token("symbol", at, at + 1);
      const close = text.indexOf(text.slice(at, opened), opened);
      return token("string", at, close === -1 ? text.length : close + opened - at, close !== -1);
    }
  }
  return (mayOpenQuote.has(first) ? quoted(text, at) : null) ?? unquoted(text, at, first);
}

const codes = { dash: 0x2d, slash: 0x2f, dollar: 0x24 } as const;

/** Characters with which a quoted text can begin: the quotes themselves and the letters of their prefixes. */
const mayOpenQuote: ReadonlySet<number> = new Set([..."'\"eEbBxXnNuU"].map((character) => character.charCodeAt(0)));

function token(kind: TokenKind, start: number, end: number, terminated = true): Token {
  return { kind, start, end, terminated };
}

/** Where the pattern ends that begins at `at`; null where it does not. */
function matchEnd(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

function spaceEnd(text: string, at: number): number {
  let end = at;
  for (let code = text.charCodeAt(end); code === 0x20 || (code >= 0x09 && code <= 0x0d); code = text.charCodeAt(end)) end++;
  // there are others, beyond ASCII
  return text.charCodeAt(end) < 0x80 ? end : (matchEnd(space, text, end) ?? end);
}

function quoted(text: string, at: number): Token | null {
  const string = matchEnd(stringPrefix, text, at);
  if (string !== null) {
    const end = quoteEnd(text, string, "'", /[eE]/.test(text.charAt(at)));
    return token("string", at, end ?? text.length, end !== null);
  }
  const identifier = matchEnd(identifierPrefix, text, at);
  if (identifier === null) return null;
  const end = quoteEnd(text, identifier, '"', false);
  return token("quoted-identifier", at, end ?? text.length, end !== null);
}

/** A word, or a symbol of one character. */
function unquoted(text: string, at: number, first: number): Token {
  if (first < 0x80) {
    const isNumber = first >= 0x30 && first <= 0x39;
    if (!isWordCharacter(first)) return token("symbol", at, at + 1);
    let end = at + 1;
    let code = text.charCodeAt(end);
    while (isWordCharacter(code) || code === (isNumber ? 0x2e : codes.dollar)) code = text.charCodeAt(++end);
    if (!(code >= 0x80)) return token("word", at, end);
  }
  // a letter beyond ASCII begins or follows
  const end = matchEnd(word, text, at);
  return end === null ? token("symbol", at, at + 1) : token("word", at, end);
}

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
