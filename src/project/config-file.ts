/**
 * What a user may write into `lockstep.config.ts`. Everything is optional, and every default is stated here.
 * Editors show these comments, so they speak to users.
 */

import type { CronReference } from "../core/release/cadence.ts";
import type { ChecklistItemId } from "../core/release/checklist.ts";
import type { ListedReference } from "./secrets/secret-reference.ts";

/** A secret, in code `doppler(…)`, `env(…)` and so on, in JSON a text such as `env://NAME`; or a plain connection URL. */
export type SecretText = string | ListedReference;

/** The layouts of migration folders; found out by looking when not stated. */
export const migrationLayouts = ["sql", "up-down", "drizzle-v0", "drizzle-v1", "prisma"] as const;
export type MigrationLayout = (typeof migrationLayouts)[number];

/** One database of the team, or a fleet of them that all have the same schema. */
export type EnvironmentFile = DatabaseFile | UrlsFile | TenantsFile;

/** One database. */
export interface DatabaseFile extends AnyEnvironmentFile {
  readonly url: SecretText;
  /** The server itself, where `url` leads to a transaction pooler. */
  readonly directUrl?: SecretText | undefined;
  /** The applied log: a file, or whether to keep one. Default: true for protected environments. */
  readonly log?: boolean | string | undefined;
}

/** Several databases by their URLs, which lead to the servers themselves. */
export interface UrlsFile extends AnyEnvironmentFile {
  readonly urls: readonly SecretText[];
}

/** Databases that a query knows. */
export interface TenantsFile extends AnyEnvironmentFile {
  readonly tenants: {
    /** The database that is asked. */
    readonly url: SecretText;
    /**
     * Yields one row for each database: its URL, or its name on the same server (`select datname …`); or two columns, what to call it
     * and one of these (`select name, url from tenants order by name`).
     */
    readonly query: string;
  };
}

/** What every environment may say. */
export interface AnyEnvironmentFile {
  /** Writes need confirmation and a checklist. Default: true for names that begin with prod or prd, else false. */
  readonly protected?: boolean | undefined;
  /** Each migration runs as this role (`SET ROLE`), and so its objects belong to it. */
  readonly owner?: string | undefined;
  /** Names of roles elsewhere → their names here, where they differ: `{ app_dev: "app_prd" }`. */
  readonly roles?: Readonly<Record<string, string>> | undefined;
}

/** When migrations go to production. */
export interface CadenceFile {
  readonly every: "week" | "month" | CronReference;
  /** A weekday; monthly also `last friday`, `first monday`. Default: friday, monthly last friday. */
  readonly on?: string | undefined;
  /** `HH:MM-HH:MM` in `zone`. Default: 17:00-18:00. */
  readonly window?: string | undefined;
  /** An IANA time zone. Default: UTC. */
  readonly zone?: string | undefined;
  /** At most this much at a time. */
  readonly batch?: { readonly tables?: number | undefined; readonly migrations?: number | undefined } | undefined;
  /** Days without migrations, `2026-12-18` or `2026-12-18/2027-01-04` (both included). */
  readonly blackout?: readonly string[] | undefined;
}

/** A request that must answer. */
export interface HttpReference {
  readonly kind: "http";
  readonly url: SecretText;
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, SecretText>> | undefined;
  readonly body?: string | undefined;
  /** Expected status; default: any below 400. */
  readonly status?: number | undefined;
  /** Text that the answer must contain. */
  readonly contains?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

/** One kind of request or statement in a load. */
export type LoadStepFile =
  | {
      /** A SQL file whose statements run in one read-only transaction. */
      readonly sql: string;
      /** How often, in proportion to the others. Default: 1. */
      readonly weight?: number | undefined;
      /** Its transaction may write, and is committed; never on a protected environment. Default: false. */
      readonly writes?: boolean | undefined;
    }
  | { readonly http: HttpReference; readonly weight?: number | undefined };

/** Load that `lockstep load` puts on an environment. */
export interface LoadFile {
  /** Steps per second, all together. */
  readonly rate: number;
  /** Default: 30. */
  readonly seconds?: number | undefined;
  /** At most so many at the same time, and so many sessions. Default: 10. */
  readonly sessions?: number | undefined;
  readonly mix: readonly LoadStepFile[];
  /** How much worse than the baseline still passes. */
  readonly tolerance?:
    | {
        /** The 95th percentile, as a share of the baseline's. Default: 0.25. */
        readonly p95?: number | undefined;
        /** The share of errors beyond the baseline's. Default: 0.01. */
        readonly errors?: number | undefined;
      }
    | undefined;
}

/** Something that is looked at while a watch lasts. */
export type WatchSignalFile =
  | {
      readonly name: string;
      /** A query, or a .sql file, that yields one number. */
      readonly sql: string;
      /** More than this is too much. Without it the baseline decides. */
      readonly max?: number | undefined;
      /** More than so many times the baseline, and at least 1 more than it, is too much. Default: 2. */
      readonly factor?: number | undefined;
    }
  /** A request that must be answered well. */
  | { readonly name: string; readonly http: HttpReference };

/** What is watched after an apply and on launch day. */
export interface WatchFile {
  /** Seconds between two looks. Default: 10. */
  readonly every?: number | undefined;
  /** How long a watch lasts, in minutes. Default: 15. */
  readonly minutes?: number | undefined;
  /** Beside those that every database has: errors, deadlocks, connections, waits, long transactions, and the HTTP checks of `smoke`. */
  readonly signals?: readonly WatchSignalFile[] | undefined;
}

/** A Slack incoming webhook. */
export interface SlackReference {
  readonly kind: "slack";
  readonly webhook: SecretText;
}

/** A mail through an SMTP server, `smtps://user:password@host:465`. */
export interface EmailReference {
  readonly kind: "email";
  readonly smtp: SecretText;
  readonly from: string;
  readonly to: readonly string[];
}

/** A backup that a person vouches for. */
export interface AttestedReference {
  readonly kind: "attested";
  /** An attestation older than this does not count. */
  readonly maxAgeHours: number;
}

/** How backups are made: by pg_dump into a folder or a program that reads it, by a program of the provider, or vouched for by a person. */
export type BackupFile =
  | {
      /** A folder; or `exec([…])`, a program that reads the dump on its standard input. */
      readonly to: string | Extract<ListedReference, { kind: "exec" }>;
      /** So many files stay; older ones are removed after each backup. Default: all. */
      readonly keep?: number | undefined;
    }
  | Extract<ListedReference, { kind: "exec" }>
  | AttestedReference;

/** Where scratch databases are made. */
export type ScratchFile = (
  | { readonly url: SecretText; readonly on?: undefined }
  | { readonly on: string; readonly url?: undefined }
  | { readonly url?: undefined; readonly on?: undefined }
) & {
  /** A server for production's data alone, where backups are restored to be verified. Default: one that is started for it and deleted. */
  readonly production?: SecretText | undefined;
};

/** How `lockstep copy` takes rows from one environment to another. */
export interface CopyFile {
  /** The masking file. Default: db/masking.json */
  readonly masking?: string | undefined;
  /** The key that masks are made with: with the same key a value becomes the same other value in every copy. Default: a new one each time. */
  readonly key?: SecretText | undefined;
  /** Rows that everything else follows from. Default: all rows. */
  readonly subset?: readonly { readonly table: string; readonly where: string }[] | undefined;
  /** Whether these rows bring the rows that refer to them. Default: children. */
  readonly follow?: "children" | "none" | undefined;
  /** Tables that come without their rows, `*` for anything: `audit.*`. */
  readonly exclude?: readonly string[] | undefined;
  /** In a subset, tables up to so many rows come whole. Default: 10000. */
  readonly wholeUnder?: number | undefined;
  /** Foreign keys that only the application knows of. */
  readonly references?:
    | readonly {
        readonly table: string;
        readonly columns: readonly string[];
        readonly to: string;
        readonly toColumns: readonly string[];
      }[]
    | undefined;
}

/** The whole configuration file. */
export interface ConfigFile {
  readonly $schema?: string | undefined;
  /** The Drizzle schema: a file, a glob, or several. */
  readonly schema?: string | readonly string[] | undefined;
  readonly migrations?:
    | {
        /** Default: db/migrations. */
        readonly dir?: string | undefined;
        /** Production's applied log. Default: applied_to_prod.log in `dir`. */
        readonly log?: string | undefined;
        readonly layout?: MigrationLayout | undefined;
      }
    | undefined;
  /** In the order in which changes travel. Without it: DATABASE_URL, STAGING_DATABASE_URL, PRODUCTION_DATABASE_URL. */
  readonly environments?: Readonly<Record<string, EnvironmentFile | string>> | undefined;
  /** Where scratch databases are made: a server of your own, or an environment's. */
  readonly scratch?: ScratchFile | undefined;
  readonly compare?: { readonly columnOrder?: boolean | undefined } | undefined;
  readonly cadence?: CadenceFile | undefined;
  readonly launch?: { /** YYYY-MM-DD */ readonly date: string } | undefined;
  /** Object ids that are not compared, `*` for anything: `table:public.spatial_ref_sys`, `extension:*`. */
  readonly ignore?: readonly string[] | undefined;
  /** Tables whose rows are compared too: `table:public.currencies`. */
  readonly lookup?: readonly string[] | undefined;
  /** Environment → the items that it insists on. Default: all of them for protected environments. */
  readonly checklist?: Readonly<Record<string, readonly ChecklistItemId[]>> | undefined;
  /** SQL and TypeScript files (globs) and HTTP requests that must succeed after an apply. */
  readonly smoke?: readonly (string | HttpReference)[] | undefined;
  readonly load?: LoadFile | undefined;
  readonly watch?: WatchFile | undefined;
  readonly backup?: BackupFile | undefined;
  /** The folder of backfill and encryption jobs. Default: db/jobs. */
  readonly jobs?: string | undefined;
  readonly copy?: CopyFile | undefined;
  readonly notify?: readonly (SlackReference | EmailReference | HttpReference)[] | undefined;
}
