/**
 * The columns that generated tables draw from: what business applications really have, so that types, defaults and checks
 * come in believable proportions and not all alike.
 */

/** A column a table may have; `check` is a condition on it, for numbers that may not be negative and the like. */
export interface PoolColumn {
  readonly name: string;
  readonly type: string;
  /** What follows the type: `not null`, a default, both or nothing. */
  readonly rest: string;
  readonly check?: string;
}

/** Plain nullable texts; every table gets some, so that differences can be planted on them. */
export const textColumns: readonly PoolColumn[] = [
  "description notes external_reference phone street city postal_code country_code vat_number website locale time_zone",
  "source campaign referrer user_agent first_name last_name job_title department",
]
  .flatMap((line) => line.split(" "))
  .map((name) => ({ name, type: "text", rest: "" }));

/** Everything else. */
export const otherColumns: readonly PoolColumn[] = [
  { name: "amount", type: "numeric(14,2)", rest: "not null default 0", check: "amount >= 0" },
  { name: "tax_rate", type: "numeric(5,4)", rest: "", check: "tax_rate between 0 and 1" },
  { name: "quantity", type: "integer", rest: "not null default 1", check: "quantity > 0" },
  { name: "position", type: "integer", rest: "not null default 0" },
  { name: "score", type: "double precision", rest: "" },
  { name: "version", type: "integer", rest: "not null default 1" },
  { name: "retries", type: "smallint", rest: "not null default 0", check: "retries < 100" },
  { name: "is_default", type: "boolean", rest: "not null default false" },
  { name: "is_archived", type: "boolean", rest: "not null default false" },
  { name: "is_verified", type: "boolean", rest: "" },
  { name: "starts_on", type: "date", rest: "" },
  { name: "ends_on", type: "date", rest: "" },
  { name: "due_at", type: "timestamp with time zone", rest: "" },
  { name: "deleted_at", type: "timestamp with time zone", rest: "" },
  { name: "last_seen_at", type: "timestamp without time zone", rest: "" },
  { name: "duration", type: "interval", rest: "" },
  { name: "settings", type: "jsonb", rest: "not null default '{}'::jsonb" },
  { name: "tags", type: "text[]", rest: "not null default '{}'::text[]" },
  { name: "currency", type: "character(3)", rest: "not null default 'USD'" },
  { name: "email", type: "character varying(320)", rest: "" },
  { name: "code", type: "character varying(40)", rest: "" },
  { name: "ip_address", type: "inet", rest: "" },
  { name: "payload", type: "bytea", rest: "" },
  { name: "correlation_id", type: "uuid", rest: "" },
  { name: "total", type: "numeric(16,2)", rest: "not null default 0" },
  { name: "priority", type: "smallint", rest: "not null default 3", check: "priority between 1 and 5" },
];
