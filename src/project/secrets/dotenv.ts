/** A dotenv file as a secret source: `dotenv(".env.staging", "DATABASE_URL")`. Read only where it is named. */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { AppError } from "../../core/app-error.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import { unreadableFile } from "./file.ts";
import type { SecretSource } from "./secret-source.ts";

/** A value in a dotenv file. */
export interface DotenvReference {
  readonly kind: "dotenv";
  /** Relative to the configuration file. */
  readonly path: string;
  readonly name: string;
}

/** A value in a dotenv file, relative to the configuration file. */
export function dotenv(path: string, name: string): DotenvReference {
  return { kind: "dotenv", path, name };
}

/** Reads one value of the file and sets no variable. Throws AppError SECRET_MISSING with the nearest name in the file. */
export const dotenvSource: SecretSource<DotenvReference> = {
  describe: ({ path, name }) => `${name} of ${path}`,
  resolve: async (reference, context) => {
    const { path, name } = reference;
    const text = await readFile(resolve(context.directory, path), "utf8").catch((error: unknown) => {
      throw unreadableFile(path, error);
    });
    const values = parseEnv(text);
    const value = values[name] ?? "";
    if (value !== "") return { value, describedAs: dotenvSource.describe(reference) };
    const near = didYouMean(name, Object.keys(values));
    throw new AppError({
      code: "SECRET_MISSING",
      message: `${path} has no value for ${name}.`,
      hint: near === null ? `Add a line ${name}=… to ${path}.` : `Did you mean ${near}?`,
    });
  },
};
