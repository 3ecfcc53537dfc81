/**
 * The files that a Drizzle schema consists of: one, a folder of them, or a pattern, as drizzle-kit takes them. Patterns are
 * our own few lines because Node has none before 22.
 */

import { readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join, sep } from "node:path";
import { AppError } from "../../core/app-error.ts";

const codeFile = /^\.[mc]?[jt]s$/;
const patternSign = /[*?{]/;

/** Absolute paths, sorted, each once; `paths` are absolute. @throws AppError DRIZZLE_SCHEMA_FAILED when one leads to nothing */
export function findSchemaFiles(paths: readonly string[]): readonly string[] {
  const files = paths.flatMap((path) => {
    const found = filesOf(path);
    if (found.length > 0) return found;
    throw new AppError({
      code: "DRIZZLE_SCHEMA_FAILED",
      message: `No schema file was found at ${path}.`,
      hint: "Name a file, a folder or a pattern such as src/db/*.ts.",
    });
  });
  return [...new Set(files)].sort();
}

function filesOf(path: string): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile()) return [path];
  if (stats?.isDirectory()) return codeIn(readdirSync(path).map((name) => join(path, name)));
  if (!patternSign.test(path)) return [];
  const pattern = toRegExp(path);
  return codeIn(filesBelow(fixedFolder(path))).filter((file) => pattern.test(file.split(sep).join("/")));
}

function codeIn(files: readonly string[]): readonly string[] {
  return files.filter((file) => isSchemaCode(file) && statSync(file).isFile());
}

/** Tests and declarations beside a schema hold no tables, and running them would have effects. */
function isSchemaCode(file: string): boolean {
  return codeFile.test(extname(file)) && !/\.(?:test|spec|d)\.[mc]?[jt]s$/.test(basename(file));
}

/** The part of a pattern before its first sign. */
function fixedFolder(pattern: string): string {
  let folder = pattern;
  while (patternSign.test(folder)) folder = dirname(folder);
  return folder;
}

function filesBelow(folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules" || entry.name.startsWith(".")) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** `*` within a name, `**` across folders, `?` one character, `{a,b}` alternatives. */
function toRegExp(pattern: string): RegExp {
  const source = pattern
    .split(sep)
    .join("/")
    .replace(/\*\*\/|\*\*|[*?{},]|[.+^$()|[\]\\]/g, (sign) => {
      if (sign === "**/") return "(?:[^/]+/)*";
      if (sign === "**") return ".*";
      if (sign === "*") return "[^/]*";
      if (sign === "?") return "[^/]";
      if (sign === "{") return "(?:";
      if (sign === "}") return ")";
      return sign === "," ? "|" : `\\${sign}`;
    });
  return new RegExp(`^${source}$`);
}
