/**
 * Reads SQL files as the UTF-8 that they must be; a file in another encoding is told apart from one that is missing. They are read one
 * after the other: a folder may have thousands of small ones, and waiting for each takes longer than reading it.
 */

import { readFileSync } from "node:fs";
import { AppError } from "../core/app-error.ts";
import { positionAt } from "../core/sql/source-position.ts";
import { systemWords } from "../core/system-words.ts";

/** A decoded text, and what was wrong with its bytes. */
export interface DecodedText {
  /** Without a byte order mark; each bad byte sequence stands as U+FFFD. */
  readonly text: string;
  /** The first byte that is not UTF-8 (1-based line and column), or null. */
  readonly problem: { readonly message: string; readonly line: number; readonly column: number } | null;
}

/** Reads and decodes a file; throws FILE_UNREADABLE when it cannot be read. */
export function readSqlText(path: string): DecodedText {
  try {
    // nearly all files are what they should be, and their bytes need not be looked at
    const text = readFileSync(path, "utf8");
    return text.includes("\uFFFD") || text.startsWith(dumpMark) ? decodeSqlText(readFileSync(path)) : plain(text);
  } catch (cause) {
    const reason = systemWords(cause);
    throw new AppError({ code: "FILE_UNREADABLE", message: `${path} could not be read: ${reason}`, cause });
  }
}

/** What pg_dump's custom format begins with. */
const dumpMark = "PGDMP";

function plain(text: string): DecodedText {
  return { text: text.replace(/^\uFEFF/, ""), problem: null };
}

/** Decodes the bytes of a SQL file. */
function decodeSqlText(bytes: Buffer): DecodedText {
  const at = (message: string, line = 1, column = 1) => ({ message, line, column });
  if (bytes.toString("latin1", 0, dumpMark.length) === dumpMark) {
    return { text: "", problem: at("a custom-format dump, not SQL; pg_restore -f FILE.sql makes SQL of it") };
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { text: "", problem: at("UTF-16, not UTF-8; save the file as UTF-8") };
  }
  const { text } = plain(bytes.toString("utf8"));
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { text, problem: null };
  } catch {
    // a U+FFFD that the file itself holds is no error: the bad one is where encoding again differs
    const { line, column } = positionAt(text, firstBadCharacter(bytes, text));
    return { text, problem: at("not UTF-8; save the file as UTF-8", line, column) };
  }
}

function firstBadCharacter(bytes: Buffer, text: string): number {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let at = text.indexOf("\uFFFD"); at !== -1; at = text.indexOf("\uFFFD", at + 1)) {
    const byte = start + Buffer.byteLength(text.slice(0, at));
    if (bytes.toString("hex", byte, byte + 3) !== "efbfbd") return at;
  }
  return 0;
}
