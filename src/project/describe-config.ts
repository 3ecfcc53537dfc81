/** The configuration for people, `lockstep config print`: every value, where it comes from, and no secret. */

import { basename } from "node:path";
import { redact } from "../core/report/redact.ts";
import type { Config } from "./config.ts";
import type { Environment } from "./environments.ts";
import { describeSecret } from "./secrets/resolve-secret.ts";
import type { SecretReference } from "./secrets/secret-reference.ts";

/** Where a value comes from. */
export type ConfigOrigin =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "default" };

/** One value of the configuration. */
export interface ConfigEntry {
  /** `environments.production.url` */
  readonly path: string;
  /** JSON; a secret appears as the place where it is, never as its value. */
  readonly value: Json;
  readonly origin: ConfigOrigin;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Every value of the configuration, in the order of the file format. */
export function describeConfig(config: Config): readonly ConfigEntry[] {
  const { file, directory, written, warnings, environments, ...values } = config;
  const environmentView = Object.fromEntries(environments.map((environment) => [environment.name, viewOf(environment)]));
  const { schema, migrations, scratch, productionScratch, ...others } = values;
  // as it is written
  const scratchView = productionScratch === null ? scratch : { ...scratch, production: productionScratch };
  const view = { schema, migrations, environments: environmentView, scratch: scratchView, ...others };
  const inFile = new Set(leaves(written ?? {}, "").map(([path]) => path));
  const variables = new Map<string, string>(
    environments.flatMap(({ name, origin }) =>
      origin.kind === "variable" ? [[`environments.${name}.url`, origin.name] as const] : [],
    ),
  );
  const originOf = (path: string): ConfigOrigin => {
    const variable = variables.get(path);
    if (variable !== undefined) return { kind: "variable", name: variable };
    const isWritten = file !== null && ancestors(path).some((ancestor) => inFile.has(ancestor));
    return isWritten ? { kind: "file", file: basename(file) } : { kind: "default" };
  };
  return [
    { path: "file", value: file, origin: { kind: "default" } },
    { path: "directory", value: directory, origin: { kind: "default" } },
    ...leaves(view, "").map(([path, value]) => ({ path, value, origin: originOf(path) })),
  ];
}

/** As it is written: a fleet has other keys than a database. */
function viewOf({ protected: isProtected, url, directUrl, owner, roles, log, fleet }: Environment): object {
  if (fleet === null) return { protected: isProtected, url, directUrl, owner, roles, log };
  const places = fleet.kind === "urls" ? { urls: fleet.urls } : { tenants: { url: fleet.url, query: fleet.query } };
  return { protected: isProtected, ...places, owner, roles };
}

/** Every value that is not an object, by its path. Lists are one value. */
function leaves(value: unknown, path: string): readonly (readonly [string, Json])[] {
  const isBranch = typeof value === "object" && value !== null && !Array.isArray(value) && !("kind" in value);
  const children = isBranch ? Object.entries(value).filter(([, child]) => child !== undefined) : [];
  if (!isBranch || (children.length === 0 && path !== "")) return [[path, printable(value)]];
  return children.flatMap(([key, child]) => leaves(child, path === "" ? key : `${path}.${key}`));
}

function printable(value: unknown): Json {
  if (typeof value === "string") return redact(value);
  if (value === null || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(printable);
  if (isSecretReference(value)) return describeSecret(value);
  return Object.fromEntries(Object.entries(Object(value)).map(([key, child]) => [key, printable(child)]));
}

const secretKinds: readonly string[] = [
  "doppler",
  "dotenv",
  "env",
  "exec",
  "file",
  "literal",
  "op",
] satisfies SecretReference["kind"][];

function isSecretReference(value: unknown): value is SecretReference {
  return typeof value === "object" && value !== null && "kind" in value && secretKinds.includes(String(value.kind));
}

/** `a.b.c` → `a.b.c`, `a.b`, `a`. */
function ancestors(path: string): readonly string[] {
  const parts = path.split(".");
  return parts.map((_, index) => parts.slice(0, parts.length - index).join("."));
}
