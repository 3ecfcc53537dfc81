/** Looks passwords up in libpq's password file (`~/.pgpass`), by its rules: first matching line, `*` matches all. */

import { readFile, stat } from "node:fs/promises";

/** What a line of the file is matched against. */
export interface PasswordQuestion {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/**
 * The password of the first line that matches; null when there is none, no file, or a file that others may read
 * (libpq ignores such a file too).
 */
export async function readPasswordFile(path: string, question: PasswordQuestion): Promise<string | null> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) return null;
    return findPassword(await readFile(path, "utf8"), question);
  } catch {
    return null;
  }
}

/** Searches the text of a password file. Lines are `host:port:database:user:password`, with `\` before `:` and `\`. */
export function findPassword(text: string, question: PasswordQuestion): string | null {
  // libpq looks for "localhost" when the connection goes through a Unix socket in the default place
  const host = question.host.startsWith("/") ? ["localhost", question.host] : [question.host];
  for (const line of text.split(/\r?\n/)) {
    if (line === "" || line.startsWith("#")) continue;
    const [lineHost, port, database, user, ...rest] = splitLine(line);
    const matches =
      (lineHost === "*" || host.includes(lineHost ?? "")) &&
      (port === "*" || port === String(question.port)) &&
      (database === "*" || database === question.database) &&
      (user === "*" || user === question.user);
    if (matches && rest.length > 0) return rest.join(":");
  }
  return null;
}

function splitLine(line: string): readonly string[] {
  const fields = [""];
  for (let i = 0; i < line.length; i++) {
    let character = line.charAt(i);
    if (character === ":") {
      fields.push("");
      continue;
    }
    if (character === "\\" && i + 1 < line.length) character = line.charAt(++i);
    fields.push(`${fields.pop() ?? ""}${character}`);
  }
  return fields;
}
