/**
 * Cuts a text into statements, psql meta-commands and COPY data, the way psql reads a file. It never parses: one bad
 * statement must not hide the others, and a dump's data blocks are no SQL at all.
 */

import { type Token, tokenAt } from "./sql-lexer.ts";

/** One part of a text. `start`/`end` are UTF-16 offsets without surrounding space and comments, `;` included. */
export interface SqlPart {
  readonly kind: "statement" | "meta-command" | "copy-data";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Where the part begins with the comments above it. */
  readonly from: number;
  /** 1-based line of `start`. */
  readonly line: number;
  /** False when the text ends inside a quote, a comment or a COPY block. */
  readonly terminated: boolean;
}

/** What drizzle-kit writes between statements; hand-edited files may have no `;` before it. */
const drizzleBreakpoint = "--> statement-breakpoint";

/** The parts of a text in order. Space and comments between them belong to none; empty statements are left out. */
export function splitStatements(text: string): readonly SqlPart[] {
  const splitter = new Splitter(text);
  let at = 0;
  while (at < text.length) at = splitter.take(tokenAt(text, at));
  splitter.finish();
  return splitter.parts;
}

/** Where in a statement the scan is; psql keeps the same counters (psqlscan.l). */
class Splitter {
  readonly parts: SqlPart[] = [];
  readonly #text: string;
  #line = 1;
  #counted = 0;
  #from = 0;
  #start = -1;
  #end = 0;
  #parens = 0;
  /** Depth of BEGIN ATOMIC … END and of CASE … END inside it. */
  #atomic = 0;
  #terminated = true;
  /** The statement's first words in lower case, as many as deciding takes. */
  #words: string[] = [];
  #lastWord = "";

  constructor(text: string) {
    this.#text = text;
  }

  /** Takes one token and returns where to read on. */
  take(token: Token): number {
    if (token.kind === "space") return token.end;
    if (token.kind === "line-comment") {
      if (this.#text.startsWith(drizzleBreakpoint, token.start)) this.finish();
      return token.end;
    }
    if (token.kind === "block-comment") {
      this.#terminated &&= token.terminated;
      // the server refuses a comment without an end, whatever stands before it
      if (!token.terminated && this.#start === -1) [this.#start, this.#end] = [token.start, token.end];
      return token.end;
    }
    const symbol = token.kind === "symbol" ? this.#text[token.start] : "";
    if (symbol === "\\") return this.#metaCommand(token.start);
    if (symbol === ";" && this.#start === -1) {
      this.#from = token.end;
      return token.end;
    }
    if (this.#start === -1) this.#start = token.start;
    this.#end = token.end;
    this.#terminated &&= token.terminated;
    if (symbol === "(") this.#parens++;
    if (symbol === ")") this.#parens = Math.max(0, this.#parens - 1);
    if (token.kind === "word") this.#word(this.#text.slice(token.start, token.end).toLowerCase());
    else this.#lastWord = "";
    if (symbol !== ";" || this.#parens > 0 || this.#atomic > 0) return token.end;
    const readsData = this.#readsCopyData();
    this.finish();
    return readsData ? this.#copyData(token.end) : token.end;
  }

  /** Ends the statement in hand, if there is one. */
  finish(): void {
    if (this.#start !== -1) this.#add("statement", this.#start, this.#end, this.#terminated);
    this.#start = -1;
    this.#parens = 0;
    this.#atomic = 0;
    this.#terminated = true;
    this.#words = [];
    this.#lastWord = "";
  }

  #word(word: string): void {
    if (this.#words.length < 8 || this.#words[0] === "copy") this.#words.push(word);
    const [first, second, third, fourth] = this.#words;
    const kind = second === "or" && third === "replace" ? fourth : second;
    if (first === "create" && (kind === "function" || kind === "procedure") && this.#parens === 0) {
      if (this.#atomic === 0 && word === "atomic" && this.#lastWord === "begin") this.#atomic = 1;
      else if (this.#atomic > 0 && word === "case") this.#atomic++;
      else if (this.#atomic > 0 && word === "end") this.#atomic--;
    }
    this.#lastWord = word;
  }

  #readsCopyData(): boolean {
    if (this.#words[0] !== "copy") return false;
    const from = this.#words.indexOf("from");
    return from !== -1 && this.#words[from + 1] === "stdin";
  }

  /** A meta-command ends whatever was in hand and runs to the end of its line. */
  #metaCommand(start: number): number {
    this.finish();
    const newline = this.#text.indexOf("\n", start);
    const end = newline === -1 ? this.#text.length : newline;
    this.#add("meta-command", start, start + this.#text.slice(start, end).trimEnd().length, true);
    return end;
  }

  /** Data begins on the next line and ends with a line of `\.`. */
  #copyData(after: number): number {
    const newline = this.#text.indexOf("\n", after);
    if (newline === -1) return after;
    const close = /^\\\.[ \t\r]*$/gm;
    close.lastIndex = newline + 1;
    const end = close.exec(this.#text);
    const stop = end === null ? this.#text.length : end.index + end[0].length;
    if (stop > newline + 1) this.#add("copy-data", newline + 1, stop, end !== null);
    return stop;
  }

  #add(kind: SqlPart["kind"], start: number, end: number, terminated: boolean): void {
    for (let at = this.#text.indexOf("\n", this.#counted); at !== -1 && at < start; at = this.#text.indexOf("\n", at + 1)) {
      this.#line++;
      this.#counted = at + 1;
    }
    this.parts.push({ kind, text: this.#text.slice(start, end), start, end, from: this.#from, line: this.#line, terminated });
    this.#from = end;
  }
}
