/** Where trains go when nobody says. */

import type { Config } from "../project/config.ts";

/** The first protected environment that is one database; production where none is known. */
export function scheduledEnvironment({ environments }: Pick<Config, "environments">): string {
  return environments.find((environment) => environment.protected && environment.fleet === null)?.name ?? "production";
}
