/** A file that holds nothing but the secret, as Docker and Kubernetes mount them: `file("/run/secrets/database_url")`. */

import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError } from "../../core/app-error.ts";
import { systemReason } from "../../core/system-reason.ts";
import type { SecretSource } from "./secret-source.ts";

/** A value that is the whole content of a file. */
export interface FileReference {
  readonly kind: "file";
  /** Relative to the configuration file. */
  readonly path: string;
}

/** A value that is the whole content of a file; line breaks at its end are dropped. */
export function file(path: string): FileReference {
  return { kind: "file", path };
}

/** A bigger file is no secret, but somebody's wrong path. */
const maximumBytes = 64 * 1024;

/** Reads the file at once and in full, never more than 64 KiB. Throws AppError SECRET_MISSING. */
export const fileSource: SecretSource<FileReference> = {
  describe: ({ path }) => `file ${path}`,
  resolve: async (reference, context) => {
    const { path } = reference;
    const text = await readStart(resolve(context.directory, path)).catch((error: unknown) => {
      throw unreadableFile(path, error);
    });
    const value = text.replace(/[\r\n]+$/, "");
    if (value.trim() !== "" && text.length <= maximumBytes) return { value, describedAs: fileSource.describe(reference) };
    throw new AppError({
      code: "SECRET_MISSING",
      message:
        value === ""
          ? `The file ${path} is empty.`
          : `The file ${path} does not hold a secret: it is blank or larger than 64 KiB.`,
      hint: "The file must hold the value and nothing else.",
    });
  },
};

/** An AppError for a secret's file that cannot be read. */
export function unreadableFile(path: string, error: unknown): AppError {
  const code = systemReason(error);
  const why =
    code === "ENOENT" ? "does not exist" : code === "EACCES" ? "may not be read by this user" : `cannot be read (${code})`;
  return new AppError({
    code: "SECRET_MISSING",
    message: `The file ${path}, which should hold a secret, ${why}.`,
    hint: "Paths are relative to the configuration file.",
    cause: error,
  });
}

/** Enough to see that a file is too large, without reading all of a dump; named pipes work too. */
async function readStart(path: string): Promise<string> {
  const handle = await open(path, "r");
  try {
    const buffer = Buffer.alloc(maximumBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) return buffer.toString("utf8", 0, length);
    }
  } finally {
    await handle.close();
  }
}
