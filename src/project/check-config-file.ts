/** Checks what a configuration file holds. Imported only when there is one, because it brings zod. */

import { AppError } from "../core/app-error.ts";
import type { ConfigFile } from "./config-file.ts";
import { describeIssues } from "./config-issues.ts";
import { configFileSchema, configJsonSchema } from "./config-schema.ts";
import { expandSecretShorthands } from "./secrets/expand-secret-shorthand.ts";
import { secretExample } from "./secrets/secret-example.ts";

/** More than this helps nobody; the rest is counted. */
const issuesShown = 8;

/** The value as a configuration. @throws AppError CONFIG_INVALID that names every wrong path and the likely fix */
export function checkConfigFile(written: unknown, file: string): ConfigFile {
  const value = expandSecretShorthands(written);
  const result = configFileSchema.safeParse(value);
  if (result.success) return result.data;
  const problems = describeIssues(result.error.issues, value, configJsonSchema());
  const shown = problems.slice(0, issuesShown).map((problem) => `${file}: ${problem}`);
  // the form of a secret is what nobody guesses
  const aboutSecret = problems.find((problem) => /^\S+\.(?:url|directUrl|webhook|smtp)\b/.test(problem));
  const rest = problems.length > issuesShown ? [`and ${problems.length - issuesShown} more`] : [];
  throw new AppError({
    code: "CONFIG_INVALID",
    message: [...shown, ...rest].join("\n"),
    hint:
      aboutSecret === undefined ? "lockstep config schema prints every key and what it takes." : secretExample(aboutSecret, file),
  });
}
