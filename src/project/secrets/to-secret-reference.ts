/** Normalises what a configuration may hold where a secret is wanted: a reference, its text form, or a plain URL. */

import { AppError } from "../../core/app-error.ts";
import { parseSecretReference } from "./parse-secret-reference.ts";
import { secretExample } from "./secret-example.ts";
import type { ListedReference } from "./secret-reference.ts";

/** The reference that stands at `path` of the configuration `file`. @throws AppError CONFIG_INVALID */
export function toSecretReference(value: string | ListedReference, path: string, file: string): ListedReference {
  if (typeof value !== "string") return value;
  const reference = parseSecretReference(value);
  if (reference !== null) return reference;
  throw new AppError({
    code: "CONFIG_INVALID",
    message: `${file}: ${path} is neither a postgres:// URL nor a reference to a secret.`,
    hint: secretExample(path, file),
  });
}
