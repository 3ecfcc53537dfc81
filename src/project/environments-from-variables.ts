/**
 * Environments without a configuration file: the variables that teams have anyway. Inside `doppler run` the variable
 * DATABASE_URL belongs to whichever environment Doppler says it is of, so that the same command
 * under --config prd is not taken for dev.
 */

import { AppError } from "../core/app-error.ts";
import { type Environment, type LogPlaces, logOf } from "./environments.ts";
import type { Variables } from "./run-process.ts";

/** In the order in which changes travel. */
const namedVariables = [
  { name: "staging", variable: "STAGING_DATABASE_URL" },
  { name: "production", variable: "PRODUCTION_DATABASE_URL" },
] as const;

/**
 * dev, staging and production as far as their variables are set, in the order in which changes travel.
 * @throws AppError CONFIG_INVALID when two variables with different values claim one environment
 */
export function environmentsFromVariables(variables: Variables, places: LogPlaces): readonly Environment[] {
  const found = new Map<string, string>();
  if (isSet(variables.DATABASE_URL)) found.set(ownerOfDatabaseUrl(variables), "DATABASE_URL");
  for (const { name, variable } of namedVariables) {
    if (!isSet(variables[variable])) continue;
    if (found.has(name) && variables.DATABASE_URL !== variables[variable]) throw twoClaims(name, variable);
    found.set(name, variable);
  }
  const order = ["staging", "production"];
  const names = [...found.keys()].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return names.map((name) => environmentOf(name, found.get(name) ?? "", places));
}

/** The variable that would make an environment of this name exist, or null when none would. */
export function variableOf(name: string, variables: Variables): string | null {
  if (name === ownerOfDatabaseUrl(variables)) return "DATABASE_URL";
  const named = namedVariables.find((candidate) => candidate.name === name);
  // Under another config of Doppler's, dev has no variable of its own.
  return named?.variable ?? null;
}

/** The environment that DATABASE_URL belongs to: dev, unless Doppler says otherwise. */
function ownerOfDatabaseUrl(variables: Variables): string {
  const slugs = [variables.DOPPLER_ENVIRONMENT, variables.DOPPLER_CONFIG].filter(isSet);
  const known = slugs.map(environmentOfSlug);
  // If either says production, it is: the dangerous reading is the safe one.
  if (known.includes("production")) return "production";
  return known.find((name) => name !== null) ?? slugs[0] ?? "dev";
}

function environmentOfSlug(slug: string): "dev" | "staging" | "production" | null {
  if (/^(?:prd|prod)/i.test(slug)) return "production";
  if (/^(?:stg|staging)/i.test(slug)) return "staging";
  return /^dev/i.test(slug) ? "dev" : null;
}

function environmentOf(name: string, variable: string, places: LogPlaces): Environment {
  // Doppler's own slugs may be anything; what does not sound like a place for trying things is treated as precious.
  const isProtected = !/^(?:dev|stag|stg|test|qa|ci|preview|review|local|sandbox)/i.test(name);
  return {
    name,
    protected: isProtected,
    url: { kind: "env", name: variable },
    directUrl: null,
    owner: null,
    roles: {},
    log: logOf(name, isProtected, places),
    fleet: null,
    origin: { kind: "variable", name: variable },
  };
}

function twoClaims(name: string, variable: string): AppError {
  return new AppError({
    code: "CONFIG_INVALID",
    message: `DATABASE_URL and ${variable} differ, and both claim to be ${name}: Doppler says that DATABASE_URL is ${name} here.`,
    hint: `Unset one of them, or say which is meant: environments: { ${name}: { url: env("${variable}") } } in lockstep.config.ts`,
  });
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== "";
}
