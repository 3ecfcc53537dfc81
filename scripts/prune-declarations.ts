/**
 * The compiler writes declarations of every file that the library reaches, also of those behind dynamic imports. Users see
 * only what the entries refer to; the rest would be most of the package and would name the driver's types, which are not in it.
 */

import { readdir, readFile, rm, rmdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** Deletes all declarations in `folder` that no entry reaches, and folders that are empty then. */
export async function pruneDeclarations(entries: readonly string[], folder: string): Promise<void> {
  const reached = new Set<string>();
  const visit = async (file: string): Promise<void> => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = await readFile(file, "utf8");
    for (const [, specifier = ""] of text.matchAll(/(?:from |import\()"(\.[^"]+)"/g))
      await visit(resolve(dirname(file), specifier.replace(/\.[jt]s$/, ".d.ts")));
  };
  for (const entry of entries) await visit(resolve(entry));
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter((name) => name.endsWith(".d.ts")).map((name) => resolve(folder, name)))
    if (!reached.has(file)) await rm(file);
  await dropEmpty(folder);
}

async function dropEmpty(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true });
  const kept = [];
  for (const entry of entries) if (!entry.isDirectory() || !(await dropEmpty(join(folder, entry.name)))) kept.push(entry);
  if (kept.length === 0) await rmdir(folder);
  return kept.length === 0;
}
