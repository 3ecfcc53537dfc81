/**
 * The team's databases by name. Where a URL comes from is kept, never the URL itself: it is resolved when a command
 * needs it, so that a missing secret of production does not stop work on dev.
 */

import type { FleetPlaces } from "./fleet-places.ts";
import type { SecretReference } from "./secrets/secret-reference.ts";

/** Where an environment's definition comes from. */
export type EnvironmentOrigin =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "variable"; readonly name: string };

/** One database of the team, or a fleet. */
export interface Environment {
  /** Of a fleet's database `fleet/database`. */
  readonly name: string;
  /** Writes need confirmation and a satisfied checklist. */
  readonly protected: boolean;
  /** Of a fleet: its first database. */
  readonly url: SecretReference;
  /** The server itself, where `url` leads to a transaction pooler. */
  readonly directUrl: SecretReference | null;
  /** The role that migrations run as. */
  readonly owner: string | null;
  /** Role names elsewhere → role names here. */
  readonly roles: Readonly<Record<string, string>>;
  /** The applied log, relative to the configuration's folder; null when none is kept. */
  readonly log: string | null;
  /** Null where it is one database. */
  readonly fleet: FleetPlaces | null;
  readonly origin: EnvironmentOrigin;
}

/** Where migrations and their logs are, as far as environments need to know. */
export interface LogPlaces {
  readonly dir: string;
  /** Production's applied log. */
  readonly log: string;
}

/** Names that stand for production everywhere; they are protected unless the file says otherwise. */
export function isProtectedName(name: string): boolean {
  return /^(?:prod|prd|live)/i.test(name);
}

/** The applied log of an environment: `log` may be a path, or whether to keep one. */
export function logOf(name: string, log: boolean | string, places: LogPlaces): string | null {
  if (typeof log === "string") return log;
  if (!log) return null;
  return /^(?:production|prod|prd)$/i.test(name) ? places.log : `${places.dir}/applied_to_${name}.log`;
}
