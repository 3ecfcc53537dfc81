/**
 * Settings that change where a string ends or what its bytes mean. A file is cut into statements before it runs, so one that turned them would run
 * otherwise than it was read, judged and rehearsed.
 */

const names = "standard_conforming_strings|client_encoding";
const set = new RegExp(`^set\\s+(?:session\\s+|local\\s+)?"?(${names})"?\\s*(?:=|\\bto\\b)\\s*(.+?)\\s*;?$`, "is");
const called = new RegExp(`\\bset_config\\s*\\(\\s*'(${names})'\\s*,\\s*('[^']*')`, "is");
const setNames = /^set\s+names\s+(.+?)\s*;?$/is;

/** What a statement changes of how text is read, as it says so; null for nothing, and for what pg_dump writes, which is as it is already. */
export function readingSetting(sql: string): string | null {
  const encoding = setNames.exec(sql)?.[1];
  const [, name, value] = encoding === undefined ? (set.exec(sql) ?? called.exec(sql) ?? []) : ["", "client_encoding", encoding];
  if (name === undefined || value === undefined) return null;
  const plain = value.replaceAll(/['"]/g, "").toLowerCase();
  const usual = name.toLowerCase() === "client_encoding" ? usualEncodings : usualStrings;
  return usual.has(plain) ? null : `${name} = ${plain}`;
}

const usualStrings: ReadonlySet<string> = new Set(["on", "true", "yes", "1", "default"]);
// DEFAULT is the server's, which may be any
const usualEncodings: ReadonlySet<string> = new Set(["utf8", "utf-8", "unicode"]);
