/** The environment as a secret source: `env("STAGING_DATABASE_URL")`. */

import { AppError } from "../../core/app-error.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import type { Variables } from "../run-process.ts";
import type { SecretSource } from "./secret-source.ts";
import { howToSetVariable } from "./set-variable-hint.ts";

/** A value in an environment variable. */
export interface EnvReference {
  readonly kind: "env";
  readonly name: string;
}

/** A value in an environment variable of the process. */
export function env(name: string): EnvReference {
  return { kind: "env", name };
}

/** Reads the variable; a blank one counts as missing. Throws AppError SECRET_MISSING with the nearest name that is set. */
export const envSource: SecretSource<EnvReference> = {
  describe: ({ name }) => `environment variable ${name}`,
  resolve: async ({ name }, context) => {
    const value = context.env[name];
    if (value !== undefined && value.trim() !== "") return { value, describedAs: `environment variable ${name}` };
    throw new AppError({
      code: "SECRET_MISSING",
      message: `The environment variable ${name} is ${value === undefined ? "not set" : "empty"}.`,
      hint: nearName(name, context.env) ?? howToSetVariable(name, context.env, context.directory),
    });
  },
};

function nearName(name: string, variables: Variables): string | null {
  const set = Object.keys(variables).filter((key) => key.includes("_") && (variables[key] ?? "") !== "");
  // DATABASE_URL is no misspelt STAGING_DATABASE_URL: only a slip of a letter or two counts.
  const near = didYouMean(
    name,
    set.filter((key) => Math.abs(key.length - name.length) <= 2),
  );
  return near === null ? null : `Did you mean ${near}, which is set?`;
}
