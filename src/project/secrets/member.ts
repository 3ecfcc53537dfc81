/**
 * One database of a fleet. Where the fleet comes from a query, only a database knows its URL, and databases are another room's business:
 * the answer comes in as a function, as Doppler's does.
 */

import { AppError } from "../../core/app-error.ts";
import type { FleetPlaces } from "../fleet-places.ts";
import type { SecretSource } from "./secret-source.ts";

/** A database of a fleet by its name there. */
export interface MemberReference {
  readonly kind: "member";
  /** The environment's name. */
  readonly fleet: string;
  readonly places: FleetPlaces;
  /** Null: the first one. */
  readonly name: string | null;
}

/** Asks the fleet. @throws AppError ENVIRONMENT_UNKNOWN, FLEET_INVALID, CONNECT_*, SECRET_* */
export const memberSource: SecretSource<MemberReference> = {
  describe: ({ fleet, name }) => (name === null ? `the first database of ${fleet}` : `database ${name} of ${fleet}`),
  resolve: async (reference, { memberUrl }) => {
    if (memberUrl === undefined) throw new AppError({ code: "INTERNAL", message: "Nobody here can ask a fleet." });
    return { value: await memberUrl(reference), describedAs: memberSource.describe(reference) };
  },
};
