/** The databases of a fleet, as its configuration or its catalog database knows them now. */

import { AppError } from "../core/app-error.ts";
import { memberNames } from "../core/journal/member-names.ts";
import { openSession } from "../postgres/connect.ts";
import { parseConnectionUrl } from "../postgres/connection-url.ts";
import { databaseUrl } from "../postgres/database-url.ts";
import type { FleetPlaces } from "../project/fleet-places.ts";
import type { MemberReference } from "../project/secrets/member.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import type { SecretContext } from "../project/secrets/secret-source.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** One database. */
export interface FleetMember {
  /** In the fleet; stable. */
  readonly name: string;
  /** The URL without its password. */
  readonly display: string;
  /** A secret. */
  readonly url: string;
}

interface FoundUrl {
  readonly given: string | null;
  readonly url: string;
}

/** All of them, in the order of the list or the query, each once. @throws AppError FLEET_INVALID, SECRET_*, CONNECT_*, SQL_ERROR */
export async function fleetMembers(
  fleet: string,
  places: FleetPlaces,
  secrets: SecretContext,
  context: WorkflowContext,
): Promise<readonly FleetMember[]> {
  const found = places.kind === "urls" ? await listed(places.urls, secrets) : await queried(fleet, places, secrets, context);
  const members = found.map(({ given, url }) => {
    secrets.learn(url);
    const { host, port, database, display } = parseConnectionUrl(url, {
      env: context.env,
      osUser: context.osUser,
      whose: given ?? fleet,
    });
    return { given, place: `${host}:${port}`, database, display, url };
  });
  const names = memberNames(fleet, members);
  return members.flatMap(({ display, url }, i) => {
    const name = names[i];
    return typeof name === "string" ? [{ name, display, url }] : [];
  });
}

/** The URL of one, for whatever takes one database. @throws AppError ENVIRONMENT_UNKNOWN, and as `fleetMembers` */
export async function memberUrl(
  { fleet, places, name }: MemberReference,
  secrets: SecretContext,
  context: WorkflowContext,
): Promise<string> {
  const members = await fleetMembers(fleet, places, secrets, context);
  const member = name === null ? members[0] : members.find((one) => one.name === name);
  if (member !== undefined) return member.url;
  throw new AppError({
    code: "ENVIRONMENT_UNKNOWN",
    message: name === null ? `${fleet} has no database now.` : `${fleet} has no database ${name} among its ${members.length}.`,
    hint: `lockstep apply ${fleet} --dry-run lists them.`,
  });
}

async function listed(
  urls: Extract<FleetPlaces, { kind: "urls" }>["urls"],
  secrets: SecretContext,
): Promise<readonly FoundUrl[]> {
  const resolved = await Promise.all(urls.map((url) => resolveSecret(url, secrets)));
  return resolved.map(({ value }) => ({ given: null, url: value }));
}

async function queried(
  fleet: string,
  { url, query }: Extract<FleetPlaces, { kind: "tenants" }>,
  secrets: SecretContext,
  context: WorkflowContext,
): Promise<readonly FoundUrl[]> {
  const { env, osUser, signal, timeoutMs } = context;
  const { value: catalog } = await resolveSecret(url, secrets);
  const session = await openSession(parseConnectionUrl(catalog, { env, osUser, whose: fleet }), {
    ...(signal === undefined ? {} : { signal }),
    ...(timeoutMs === undefined ? {} : { connectTimeoutMs: timeoutMs, statementTimeoutMs: timeoutMs }),
  });
  try {
    const { rows } = await session.query(query);
    return rows.map((row, i) => {
      const [first, second, ...more] = Object.values(row);
      const place = second === undefined ? first : second;
      if (more.length > 0 || typeof first !== "string" || typeof place !== "string" || place === "")
        throw new AppError({
          code: "FLEET_INVALID",
          message: `Row ${i + 1} of the query of ${fleet} is neither a text nor two.`,
          hint: "select url from tenants order by 1; select datname::text …; or select name, url from tenants order by name",
        });
      const isUrl = /^postgres(?:ql)?:\/\//i.test(place);
      return { given: second === undefined ? null : first, url: isUrl ? place : databaseUrl(catalog, place) };
    });
  } finally {
    await session.close();
  }
}
