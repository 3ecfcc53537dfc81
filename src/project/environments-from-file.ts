/** Environments as a configuration file names them, with the defaults filled in. */

import type { ConfigFile, EnvironmentFile } from "./config-file.ts";
import { type Environment, isProtectedName, type LogPlaces, logOf } from "./environments.ts";
import { toSecretReference } from "./secrets/to-secret-reference.ts";

/** The environments that a configuration file names, in its order. @throws AppError CONFIG_INVALID */
export function environmentsFromFile(
  environments: NonNullable<ConfigFile["environments"]>,
  places: LogPlaces,
  file: string,
): readonly Environment[] {
  return Object.entries(environments).map(([name, entry]) => {
    const written: EnvironmentFile = typeof entry === "string" ? { url: entry } : entry;
    const at = (key: string) => `environments.${name}.${key}`;
    const isProtected = written.protected ?? isProtectedName(name);
    return {
      name,
      protected: isProtected,
      url: toSecretReference(written.url, at("url"), file),
      directUrl: written.directUrl === undefined ? null : toSecretReference(written.directUrl, at("directUrl"), file),
      owner: written.owner ?? null,
      roles: written.roles ?? {},
      log: logOf(name, written.log ?? isProtected, places),
      origin: { kind: "file", file },
    };
  });
}
