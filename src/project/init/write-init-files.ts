/** Writes what is not there yet. A file that exists is never opened for writing, and a link is as good as a file: nothing is lost by mistake. */

import { appendFile, lstat, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { AppError } from "../../core/app-error.ts";
import { systemReason } from "../../core/system-reason.ts";
import type { InitFile } from "./init-files.ts";

/** What happened to one, or would. */
export interface WrittenInitFile {
  readonly path: string;
  readonly what: string;
  /** `kept`: it was there. */
  readonly outcome: "written" | "extended" | "kept";
}

/** Writes into the folder, or only says what it would do. @throws AppError FILE_UNWRITABLE */
export async function writeInitFiles(
  folder: string,
  files: readonly InitFile[],
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<readonly WrittenInitFile[]> {
  const written: WrittenInitFile[] = [];
  for (const file of files) {
    const { path, what } = file;
    const absolute = resolve(folder, path);
    const outcome = await outcomeOf(absolute, file);
    if (!isDryRun && outcome !== "kept")
      await write(absolute, file, outcome).catch((cause: unknown) => {
        const reason = systemReason(cause);
        throw new AppError({
          code: "FILE_UNWRITABLE",
          message: `${path} could not be written: ${reason}. ${written.length === 0 ? "Nothing was written." : `Written before it: ${written.map((one) => one.path).join(", ")}.`}`,
          hint: "lockstep init, when it can be written: what is there is kept.",
          cause,
        });
      });
    written.push({ path, what, outcome });
  }
  return written;
}

async function outcomeOf(path: string, { isLine, text }: InitFile): Promise<WrittenInitFile["outcome"]> {
  const stats = await lstat(path).catch(() => null);
  if (stats === null) return "written";
  if (!isLine || !stats.isFile()) return "kept";
  const lines = (await readFile(path, "utf8").catch(() => text)).split(/\r?\n/).map((line) => line.trim());
  // `/backups/` and `backups` mean it too
  return lines.some((line) => line.replaceAll(/^\/|\/$/g, "") === text.trim().replaceAll(/^\/|\/$/g, "")) ? "kept" : "extended";
}

async function write(path: string, { text }: InitFile, outcome: "written" | "extended"): Promise<void> {
  if (outcome === "extended") {
    const before = await readFile(path, "utf8");
    const newline = before.includes("\r\n") ? "\r\n" : "\n";
    return appendFile(path, `${before === "" || before.endsWith("\n") ? "" : newline}${text.replaceAll("\n", newline)}`);
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { flag: "wx" });
}
