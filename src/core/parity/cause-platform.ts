/**
 * What managed platforms put into every database: schemas, roles, extensions, event triggers, publications. A difference
 * in them is the platform's doing and not the team's. What a team made inside a platform's schema is not theirs to claim,
 * so only schemas that the platforms document as their own are listed.
 */

import type { Catalog } from "../catalog/catalog.ts";
import { kindOf, nameOf, type ObjectId } from "../catalog/object-id.ts";
import { looseObjects } from "../catalog/packed-objects.ts";
import { unquoteIdentifier } from "../sql/quote.ts";

/** Names that a platform owns; `*` stands for any characters. */
export interface PlatformProfile {
  readonly name: string;
  /** Roles whose presence shows that the platform runs the server. */
  readonly markers: readonly string[];
  readonly schemas: readonly string[];
  readonly roles: readonly string[];
  readonly extensions: readonly string[];
  readonly eventTriggers: readonly string[];
  readonly publications: readonly string[];
}

/** The platforms that Lockstep knows. */
export const platformProfiles: readonly PlatformProfile[] = [
  {
    name: "Supabase",
    markers: ["supabase_admin"],
    schemas: [
      "auth",
      "storage",
      "realtime",
      "_realtime",
      "_analytics",
      "_supavisor",
      "supabase_functions",
      "supabase_migrations",
      "vault",
      "graphql",
      "graphql_public",
      "pgbouncer",
      "pgsodium",
      "pgsodium_masks",
      "extensions",
      "net",
      "pgmq",
      "cron",
    ],
    roles: [
      "supabase_*",
      "anon",
      "authenticated",
      "authenticator",
      "service_role",
      "dashboard_user",
      "pgbouncer",
      "pgsodium_*",
      "pgtle_admin",
      "cli_login_*",
    ],
    extensions: ["pg_graphql", "pgsodium", "supabase_vault", "pgjwt", "pg_net", "pg_stat_statements", "uuid-ossp", "pgcrypto"],
    eventTriggers: ["issue_*", "pgrst_*", "graphql_watch_*", "pg_graphql_*"],
    publications: ["supabase_realtime", "supabase_realtime_messages_publication"],
  },
  {
    name: "Neon",
    markers: ["neon_superuser"],
    schemas: ["neon", "neon_auth", "neon_migration"],
    roles: ["neon_*", "cloud_admin", "neon_superuser"],
    extensions: ["neon", "neon_utils"],
    eventTriggers: [],
    publications: [],
  },
  {
    name: "Amazon RDS or Aurora",
    markers: ["rds_superuser"],
    schemas: ["aws_commons", "aws_lambda", "aws_ml", "aws_s3", "apg_plan_mgmt", "rdsadmin", "rds_tools"],
    roles: ["rds_*", "rdsadmin", "rdsproxyadmin", "rdswriteforwarduser", "rdstopmgr", "rdsrepladmin"],
    extensions: ["aws_*", "rds_*", "apg_plan_mgmt", "aurora_stat_utils"],
    eventTriggers: [],
    publications: [],
  },
  {
    name: "Google Cloud SQL",
    markers: ["cloudsqlsuperuser"],
    schemas: ["google_vacuum_mgmt"],
    roles: ["cloudsql*"],
    extensions: ["google_*"],
    eventTriggers: [],
    publications: [],
  },
  {
    name: "Azure Database for PostgreSQL",
    markers: ["azure_pg_admin"],
    schemas: ["azure_*"],
    roles: ["azure_*", "azuresu", "replication"],
    extensions: ["azure", "azure_*", "pgaadauth"],
    eventTriggers: [],
    publications: [],
  },
];

/** The platforms whose marks a catalog carries. */
export function detectPlatforms(catalog: Catalog): readonly PlatformProfile[] {
  const roles = new Set<string>();
  for (const object of looseObjects(catalog.objects)) {
    if (object.kind === "role") roles.add(nameOf(object.id));
    // roles that may not be read still show as owners
    if (object.owner !== null) roles.add(object.owner);
  }
  if (catalog.server !== null) roles.add(catalog.server.owner);
  return platformProfiles.filter((profile) => profile.markers.some((marker) => roles.has(marker)));
}

/** True for objects that the platform made, and for what is part of them. */
export function platformOwns(profile: PlatformProfile, id: ObjectId): boolean {
  const kind = kindOf(id);
  const name = nameOf(id);
  const matches = (patterns: readonly string[], text: string) =>
    patterns.some((pattern) => like(pattern, unquoteIdentifier(text)));
  switch (kind) {
    case "role":
      return matches(profile.roles, name);
    case "role-membership":
    case "setting":
    case "default-privilege":
      return namesIn(name).some((part) => matches(profile.roles, part));
    case "extension":
      return matches(profile.extensions, name);
    case "event-trigger":
      return matches(profile.eventTriggers, name);
    case "publication":
    case "publication-table":
    case "publication-schema":
      return matches(profile.publications, namesIn(name)[0] ?? name);
    case "comment":
    case "security-label":
      return platformOwns(profile, name as ObjectId); // attached ids carry their target's id
    case "privilege":
      return ownsPrivilege(profile, name);
    case "trigger":
    case "policy":
      return false; // on a platform's own tables these are the team's (auth.users, storage.objects)
    default:
      return matches(profile.schemas, namesIn(name)[0] ?? name);
  }
}

/** A privilege is the platform's when its target or the role that holds it is. */
function ownsPrivilege(profile: PlatformProfile, name: string): boolean {
  const role = /:(\$?\w+|"(?:[^"]|"")*")$/.exec(name)?.[1];
  const target = role === undefined ? name : name.slice(0, -role.length - 1);
  const byRole = role !== undefined && profile.roles.some((pattern) => like(pattern, unquoteIdentifier(role)));
  return byRole || (target.includes(":") && platformOwns(profile, target as ObjectId)); // attached ids carry their target's id
}

function namesIn(name: string): readonly string[] {
  return name.match(/"(?:[^"]|"")*"|[^".:(),\s]+/g) ?? [];
}

function like(pattern: string, text: string): boolean {
  return pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}
