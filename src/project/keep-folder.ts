/** Remembers a folder, file by file, so that what another program does to it can be taken back. */

import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A folder as it was. */
export interface KeptFolder {
  /** Files that are there now and were not, relative with `/`, sorted. */
  readonly newFiles: () => Promise<readonly string[]>;
  /** Puts every file back and removes what is new. */
  readonly restore: () => Promise<void>;
}

/** Reads the folder into memory; migrations are small. A folder that is missing is removed again by `restore`. */
export async function keepFolder(folder: string): Promise<KeptFolder> {
  const first = firstMissing(folder);
  const before = await entriesOf(folder);
  const texts = new Map<string, Buffer>();
  for (const file of before.files) texts.set(file, await readFile(join(folder, file)));
  return {
    newFiles: async () => (await entriesOf(folder)).files.filter((file) => !texts.has(file)),
    restore: async () => {
      if (first !== null) return rm(first, { recursive: true, force: true });
      const now = await entriesOf(folder);
      for (const file of now.files) if (!texts.has(file)) await rm(join(folder, file), { force: true });
      for (const one of now.folders)
        if (!before.folders.includes(one)) await rm(join(folder, one), { recursive: true, force: true });
      for (const [file, text] of texts) {
        const path = join(folder, file);
        if (!now.files.includes(file) || !text.equals(await readFile(path))) await writeFile(path, text);
      }
    },
  };
}

/** The topmost folder that would have to be made, or null. */
function firstMissing(folder: string): string | null {
  if (existsSync(folder)) return null;
  return firstMissing(dirname(folder)) ?? folder;
}

async function entriesOf(root: string): Promise<{ readonly files: readonly string[]; readonly folders: readonly string[] }> {
  const files: string[] = [];
  const folders: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory()) {
        folders.push(path);
        await visit(path);
      }
    }
  };
  if (existsSync(root)) await visit("");
  return { files: files.sort(), folders: folders.sort() };
}
