/**
 * Privileges as lists that mean the same on every server version: `ALL` stands for whatever the full set of an object
 * type is there, so that MAINTAIN (17+) is no difference between two servers on which everything was granted.
 */

import { atLeast, type ServerVersion } from "../catalog/server-version.ts";

/** What one role holds on one object. */
export type GrantedPrivileges = {
  /** Sorted: `SELECT`, `UPDATE WITH GRANT OPTION`, `ALL`; empty where everything was revoked. */
  readonly privileges: readonly string[];
  /** Grantor → what it gave, for grantors other than the object's owner. */
  readonly grantors: { readonly [role: string]: readonly string[] };
};

/** The object types of `acldefault()` that have more than one privilege: type → how many. */
const fullSets: { readonly [type: string]: number } = { c: 4, s: 3, d: 3, n: 2, p: 2, L: 2 };

function fullSet(type: string, version: ServerVersion): number {
  if (type === "r") return atLeast(version, 17) ? 8 : 7;
  return fullSets[type] ?? Number.POSITIVE_INFINITY; // a single privilege is called by its name
}

/** A SQL expression over an alias of `aclexplode()`: `SELECT`, `*` for the grant option, `/` and the grantor unless it is the owner. */
export function privilegeItem(item: string, owner: string): string {
  return `${item}.privilege_type || case when ${item}.is_grantable then '*' else '' end || case when ${item}.grantor = ${owner} then '' else '/' || pg_catalog.pg_get_userbyid(${item}.grantor) end`;
}

/** Reads the items that {@link privilegeItem} wrote. `type` is the object type as `acldefault()` calls it. */
export function grantedPrivileges(
  items: readonly string[] | null,
  type: string,
  version: ServerVersion,
  role: (name: string) => string,
): GrantedPrivileges {
  const all = new Map<string, boolean>();
  const byGrantor = new Map<string, Map<string, boolean>>();
  for (const item of items ?? []) {
    const slash = item.indexOf("/");
    const right = slash < 0 ? item : item.slice(0, slash);
    const name = right.endsWith("*") ? right.slice(0, -1) : right;
    const isGrantable = right.endsWith("*");
    all.set(name, isGrantable || all.get(name) === true);
    if (slash < 0) continue;
    const grantor = role(item.slice(slash + 1));
    byGrantor.set(grantor, (byGrantor.get(grantor) ?? new Map<string, boolean>()).set(name, isGrantable));
  }
  const size = fullSet(type, version);
  const grantors = [...byGrantor].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    privileges: list(all, size),
    grantors: Object.fromEntries(grantors.map(([grantor, rights]) => [grantor, list(rights, size)])),
  };
}

function list(rights: ReadonlyMap<string, boolean>, size: number): readonly string[] {
  const grantable = [...rights].filter(([, isGrantable]) => isGrantable).map(([name]) => `${name} WITH GRANT OPTION`);
  if (rights.size < size) return [...[...rights].filter(([, option]) => !option).map(([name]) => name), ...grantable].sort();
  return grantable.length === size ? ["ALL WITH GRANT OPTION"] : ["ALL", ...grantable.sort()];
}
