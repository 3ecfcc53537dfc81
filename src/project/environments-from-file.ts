/** Environments as a configuration file names them, with the defaults filled in. */

import type { ConfigFile, EnvironmentFile } from "./config-file.ts";
import { type Environment, isProtectedName, type LogPlaces, logOf } from "./environments.ts";
import type { FleetPlaces } from "./fleet-places.ts";
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
      owner: written.owner ?? null,
      roles: written.roles ?? {},
      origin: { kind: "file", file },
      ...("url" in written
        ? {
            url: toSecretReference(written.url, at("url"), file),
            directUrl: written.directUrl === undefined ? null : toSecretReference(written.directUrl, at("directUrl"), file),
            log: logOf(name, written.log ?? isProtected, places),
            fleet: null,
          }
        : fleetOf(name, placesOf(written, at, file))),
    };
  });
}

type Fleet = Exclude<EnvironmentFile, { readonly url: unknown }>;

function placesOf(written: Fleet, at: (key: string) => string, file: string): FleetPlaces {
  if ("urls" in written)
    return { kind: "urls", urls: written.urls.map((url, i) => toSecretReference(url, at(`urls[${i}]`), file)) };
  const { url, query } = written.tenants;
  return { kind: "tenants", url: toSecretReference(url, at("tenants.url"), file), query };
}

// A text file in git is no place for the stories of a hundred databases; each has its journal.
function fleetOf(name: string, places: FleetPlaces): Pick<Environment, "url" | "directUrl" | "log" | "fleet"> {
  return { url: { kind: "member", fleet: name, places, name: null }, directUrl: null, log: null, fleet: places };
}
