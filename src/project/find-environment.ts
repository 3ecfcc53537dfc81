/** Finds an environment by name; a name that is not there gets the answer that helps. */

import { AppError } from "../core/app-error.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import type { Environment } from "./environments.ts";
import { variableOf } from "./environments-from-variables.ts";
import type { Variables } from "./run-process.ts";
import { howToSetVariable } from "./secrets/set-variable-hint.ts";

/**
 * The environment of that name.
 * @throws AppError SECRET_MISSING when only its variable is missing, ENVIRONMENT_UNKNOWN for any other name
 */
export function findEnvironment(
  config: { readonly environments: readonly Environment[]; readonly file: string | null; readonly directory: string },
  name: string,
  variables: Variables,
): Environment {
  const found = config.environments.find((environment) => environment.name === name);
  if (found !== undefined) return found;
  const names = config.environments.map((environment) => environment.name);
  const byVariables = config.environments.every((environment) => environment.origin.kind === "variable");
  const variable = byVariables ? variableOf(name, variables) : null;
  if (variable !== null) {
    throw new AppError({
      code: "SECRET_MISSING",
      message: `There is no ${name} to look at: the environment variable ${variable} is not set.`,
      hint: howToSetVariable(variable, variables, config.directory),
    });
  }
  const candidates = byVariables ? ["dev", "staging", "production", ...names] : names;
  const near = didYouMean(
    name,
    // inside `doppler run` the usual name itself may be missing
    candidates.filter((candidate) => candidate !== name),
  );
  throw new AppError({
    code: "ENVIRONMENT_UNKNOWN",
    message: `There is no environment "${name}"${near === null ? "." : `; did you mean "${near}"?`} ${names.length === 0 ? "None is configured." : `Known: ${names.join(", ")}.`}`,
    hint:
      near === null
        ? "lockstep config print lists them and where each comes from."
        : `Use ${near}, or add ${name} to environments in lockstep.config.ts.`,
  });
}
