/** A connection as the environment variables of libpq's own programs (psql, pg_dump), so that they reach the same server. */

import type { ConnectionTarget } from "./connection-url.ts";

/** PG* variables; the password is among them. https://www.postgresql.org/docs/18/libpq-envars.html */
export function libpqEnvironment(target: ConnectionTarget): Readonly<Record<string, string>> {
  const { hosts, user, database, password, passfile, options, tls, sessionAttributes } = target;
  const file = (path: { readonly path: string; readonly explicit: boolean } | null) =>
    path?.explicit === true ? path.path : null;
  const wanted: Readonly<Record<string, string | null>> = {
    PGHOST: hosts.map(({ host }) => host).join(","),
    PGHOSTADDR: hosts.some(({ address }) => address !== undefined) ? hosts.map(({ address }) => address ?? "").join(",") : null,
    PGPORT: hosts.map(({ port }) => String(port)).join(","),
    PGUSER: user,
    PGDATABASE: database,
    PGPASSWORD: password?.() ?? null,
    PGPASSFILE: passfile,
    PGOPTIONS: options,
    PGSSLMODE: tls.mode,
    PGSSLROOTCERT: file(tls.rootCertificate),
    PGSSLCERT: file(tls.certificate),
    PGSSLKEY: file(tls.key),
    PGTARGETSESSIONATTRS: sessionAttributes,
  };
  return Object.fromEntries(Object.entries(wanted).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}
