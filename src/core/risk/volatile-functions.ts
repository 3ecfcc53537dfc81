/** Functions that give another value for each row: what a column's default may call of the server's own and of extensions in wide use. */

/** provolatile = 'v' in src/include/catalog/pg_proc.dat (14 to 18), as far as it can stand in an expression of a column. */
export const volatileFunctions: ReadonlySet<string> = new Set([
  "array_sample",
  "array_shuffle",
  "clock_timestamp",
  "currval",
  "gen_random_uuid",
  "lastval",
  "nextval",
  "random",
  "random_normal",
  "set_config",
  "setseed",
  "setval",
  "timeofday",
  "uuidv4",
  "uuidv7",
]);

/** The same of extensions: uuid-ossp, pgcrypto, pg_uuidv7, ulid. A catalog holds them only as a part of their extension. */
export const volatileExtensionFunctions: ReadonlySet<string> = new Set([
  "uuid_generate_v1",
  "uuid_generate_v1mc",
  "uuid_generate_v4",
  "uuid_generate_v6",
  "uuid_generate_v7",
  "gen_random_bytes",
  "gen_salt",
  "gen_ulid",
  "gen_monotonic_ulid",
]);

/** What defaults usually call of the server's own functions that are not volatile: a text alone names them with certainty. */
export const steadyFunctions: ReadonlySet<string> = new Set(
  `now current_setting statement_timestamp transaction_timestamp date_trunc date_part extract timezone to_char to_date to_timestamp
  make_date make_interval make_timestamp make_timestamptz age justify_days lower upper initcap concat concat_ws md5 left right substr
  substring trim btrim ltrim rtrim length char_length replace format encode decode lpad rpad repeat split_part abs ceil floor round
  trunc power sqrt mod greatest least coalesce nullif array_append array_length array_to_string string_to_array json_build_array
  json_build_object jsonb_build_array jsonb_build_object jsonb_set to_json to_jsonb int4range int8range numrange tsrange tstzrange
  daterange to_tsvector to_tsquery setweight current_schema current_database session_user current_user pg_backend_pid version
  inet_client_addr txid_current pg_current_xact_id sha256 quote_ident quote_literal`.split(/\s+/),
);
