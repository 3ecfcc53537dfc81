/**
 * What a source named on the command line is. Names of environments win over files of the same name, because they are
 * what people mean most; everything else is told by its form and, for paths, by what lies there.
 */

import { readdirSync, type Stats, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { redact } from "../core/report/redact.ts";

/** A source by its kind. Paths are absolute; `name` is how reports call it. */
export type ClassifiedSource =
  | { readonly kind: "environment"; readonly name: string }
  /** `url` may hold a password: it must reach no sink. */
  | { readonly kind: "url"; readonly name: string; readonly url: string }
  | { readonly kind: "variable"; readonly name: string; readonly variable: string }
  | { readonly kind: "snapshot" | "sql-file" | "migrations"; readonly name: string; readonly path: string }
  /** A schema file, a folder or pattern of them, or the `drizzle.config` that names them. */
  | { readonly kind: "drizzle"; readonly name: string; readonly path: string }
  | { readonly kind: "empty"; readonly name: "empty" };

/** Where to look. */
export interface ClassifyContext {
  readonly cwd: string;
  /** Names of the environments. */
  readonly environments: readonly string[];
}

const codeFile = /^\.[mc]?[jt]s$/;

/** Names that mean an environment even while its variable is not set; finding it then says which one. */
const usualEnvironments = new Set(["dev", "development", "staging", "production", "prod"]);

/** Tells what a source is. @throws AppError SOURCE_UNKNOWN with what was probably meant */
export function classifySource(text: string, { cwd, environments }: ClassifyContext): ClassifiedSource {
  if (environments.includes(text)) return { kind: "environment", name: text };
  if (/^postgres(?:ql)?:\/\//i.test(text)) return { kind: "url", name: nameOfUrl(text), url: text };
  const variable = /^env:(?:\/\/)?([A-Za-z_]\w*)$/.exec(text)?.[1];
  if (variable !== undefined) return { kind: "variable", name: `env:${variable}`, variable };
  if (text === "empty") return { kind: "empty", name: "empty" };
  const path = resolve(cwd, text);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats !== undefined) return classifyPath(text, path, stats);
  if (/[*{?]/.test(text)) return { kind: "drizzle", name: text, path };
  // a database of a fleet
  const isMember = environments.some((name) => text.startsWith(`${name}/`));
  if (isMember || usualEnvironments.has(text)) return { kind: "environment", name: text };
  throw unknown(text, cwd, environments);
}

function classifyPath(name: string, path: string, stats: Stats): ClassifiedSource {
  if (stats.isDirectory()) return { kind: holdsCode(path) ? "drizzle" : "migrations", name, path };
  const extension = extname(path).toLowerCase();
  if (extension === ".sql") return { kind: "sql-file", name, path };
  if (codeFile.test(extension)) return { kind: "drizzle", name, path };
  if (extension === ".json") return { kind: basename(path).startsWith("drizzle.config.") ? "drizzle" : "snapshot", name, path };
  throw new AppError({
    code: "SOURCE_UNKNOWN",
    message: `"${name}" is a file that is no source: it ends in neither .sql, .ts, .js nor .snapshot.json.`,
    hint: "A dump in pg_dump's own format becomes SQL with: pg_restore -f FILE.sql DUMP",
  });
}

/** A folder of schema files; one with any SQL in it, or with nothing, is for migrations. */
function holdsCode(folder: string): boolean {
  const entries = readdirSync(folder, { withFileTypes: true });
  const inside = entries.flatMap((entry) =>
    entry.isDirectory() && !entry.name.startsWith(".") ? readdirSync(join(folder, entry.name)) : [entry.name],
  );
  return inside.some((file) => codeFile.test(extname(file))) && !inside.some((file) => /\.sql$/i.test(file));
}

function unknown(text: string, cwd: string, environments: readonly string[]): AppError {
  const isPath = /[/\\]/.test(text) || extname(text) !== "";
  const near = didYouMean(text, isPath ? filesNear(text, cwd) : [...environments, "empty", ...filesNear(text, cwd)]);
  const known = environments.length === 0 ? "No environment is configured." : `Environments: ${environments.join(", ")}.`;
  return new AppError({
    code: "SOURCE_UNKNOWN",
    message: isPath
      ? `There is no file or folder "${printable(text)}"${near === null ? "." : `; did you mean "${near}"?`}`
      : `"${printable(text)}" is neither an environment nor a file${near === null ? "." : `; did you mean "${near}"?`} ${known}`,
    hint: "A source is an environment, postgres://…, env:NAME, a .sql file, a migrations folder, a Drizzle schema, a *.snapshot.json, or empty.",
  });
}

/** What lies where the path points, written as the user would write it. */
function filesNear(text: string, cwd: string): readonly string[] {
  const folder = dirname(text);
  try {
    return readdirSync(resolve(cwd, folder)).map((file) =>
      folder === "." && !text.startsWith("./") ? file : `${folder}/${file}`,
    );
  } catch {
    return []; // the folder is missing too: then there is nothing to suggest
  }
}

/** Something with a scheme or user part may be a mistyped URL with its password. */
function printable(text: string): string {
  return /:\/\/|@/.test(text) ? text.replace(/\/\/[^@]*@/, "//***@").replace(/^[^/]*@/, "***@") : text;
}

// What tells two databases apart: host, port and database. The rest of a URL is how to get in.
function nameOfUrl(url: string): string {
  const name = redact(url)
    .replace(/^\w+:\/\/(?:[^/?#]*@)?/, "")
    .replace(/[?#].*$/, "");
  return name === "" || name === "/" ? redact(url) : name;
}
