/** Finds an environment by name; a name that is not there gets the answer that helps. */

import { AppError } from "../core/app-error.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import type { Environment } from "./environments.ts";
import { variableOf } from "./environments-from-variables.ts";
import type { Variables } from "./run-process.ts";
import { howToSetVariable } from "./secrets/set-variable-hint.ts";

/** As far as finding needs to know. */
type Known = { readonly environments: readonly Environment[]; readonly file: string | null; readonly directory: string };

/**
 * The environment of that name, which is one database; `fleet/database` is one too.
 * @throws AppError SECRET_MISSING when only its variable is missing, ENVIRONMENT_IS_FLEET, ENVIRONMENT_UNKNOWN for any other name
 */
export function findEnvironment(config: Known, name: string, variables: Variables): Environment {
  const found = findEnvironmentOrFleet(config, name, variables);
  if (found.fleet === null) return found;
  throw new AppError({
    code: "ENVIRONMENT_IS_FLEET",
    message: `${name} is a fleet of databases, and this takes one.`,
    hint: `Name one, as ${name}/DATABASE; lockstep apply ${name} --dry-run lists them.`,
  });
}

/** The same, where many databases will do. @throws AppError SECRET_MISSING, ENVIRONMENT_UNKNOWN */
export function findEnvironmentOrFleet(config: Known, name: string, variables: Variables): Environment {
  const found = config.environments.find((environment) => environment.name === name);
  if (found !== undefined) return found;
  const [, fleetName, database] = /^([^/]+)\/(.+)$/s.exec(name) ?? [];
  const fleet = config.environments.find((environment) => environment.name === fleetName && environment.fleet !== null);
  if (fleet?.fleet != null && database !== undefined) {
    const url = { kind: "member", fleet: fleet.name, places: fleet.fleet, name: database } as const;
    return { ...fleet, name, url, fleet: null };
  }
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
