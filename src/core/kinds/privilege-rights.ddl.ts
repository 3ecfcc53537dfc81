/**
 * Rights as sets that can be subtracted, and the GRANT and REVOKE that lead from one to the other. A right with grant option is two
 * members, `SELECT` and `SELECT*`, because either can come and go.
 */

import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import { type Statement, statement } from "../recipes/statement.ts";

/** `SELECT`, and `SELECT*` for its grant option. */
export type Rights = ReadonlySet<string>;

const tables = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];

const byType = {
  column: ["SELECT", "INSERT", "UPDATE", "REFERENCES"],
  sequence: ["SELECT", "UPDATE", "USAGE"],
  database: ["CREATE", "CONNECT", "TEMPORARY"],
  schema: ["CREATE", "USAGE"],
  parameter: ["SET", "ALTER SYSTEM"],
  "large object": ["SELECT", "UPDATE"],
  routine: ["EXECUTE"],
  other: ["USAGE"],
} as const;

/** What the server tells apart where rights are concerned; `other` has USAGE only (types, languages, wrappers, servers). */
export type RightsType = keyof typeof byType | "table";

/** Everything that can be granted on an object of the type. */
export function allRights(type: RightsType, version: ServerVersion): readonly string[] {
  if (type !== "table") return byType[type];
  return atLeast(version, 17) ? [...tables, "MAINTAIN"] : tables;
}

const grantOption = " WITH GRANT OPTION";

/** The fact's list (`SELECT`, `ALL`, `UPDATE WITH GRANT OPTION`) as a set. */
export function rightsOf(privileges: readonly string[], all: readonly string[]): Rights {
  return new Set(
    privileges.flatMap((privilege) => {
      const isGrantable = privilege.endsWith(grantOption);
      const name = isGrantable ? privilege.slice(0, -grantOption.length) : privilege;
      const names = name === "ALL" ? all : [name];
      return names.flatMap((right) => (isGrantable ? [right, `${right}*`] : [right]));
    }),
  );
}

/** What the first has and the second lacks. */
export function without(rights: Rights, others: Rights): Rights {
  return new Set([...rights].filter((right) => !others.has(right)));
}

/** How one target's rights are spelled. */
export interface RightsText {
  readonly all: readonly string[];
  /** What stands before GRANT and REVOKE. */
  readonly prefix?: string;
  /** One right, or ALL, as it stands in the list: `SELECT (email)`. */
  readonly right?: (name: string) => string;
  /** `TABLE public.users` */
  readonly on: string;
  readonly grantee: string;
}

/** REVOKE first, so that ALL can be given where only some stay. */
export function rightsStatements(text: RightsText, revoke: Rights, grant: Rights): readonly Statement[] {
  const { all, prefix = "", right = (name) => name, on, grantee } = text;
  const list = (isIn: (name: string) => boolean): string => {
    const names = all.filter(isIn);
    return names.length === all.length && names.length > 1 ? right("ALL") : names.map(right).join(", ");
  };
  const revoked = list((name) => revoke.has(name));
  const optionRevoked = list((name) => !revoke.has(name) && revoke.has(`${name}*`));
  const granted = list((name) => grant.has(name) && !grant.has(`${name}*`));
  const optionGranted = list((name) => grant.has(`${name}*`));
  return [
    ...(revoked === "" ? [] : [statement("revoke", `${prefix}REVOKE ${revoked} ON ${on} FROM ${grantee}`)]),
    ...(optionRevoked === ""
      ? []
      : [statement("revoke", `${prefix}REVOKE GRANT OPTION FOR ${optionRevoked} ON ${on} FROM ${grantee}`)]),
    ...(granted === "" ? [] : [statement("grant", `${prefix}GRANT ${granted} ON ${on} TO ${grantee}`)]),
    ...(optionGranted === "" ? [] : [statement("grant", `${prefix}GRANT ${optionGranted} ON ${on} TO ${grantee}${grantOption}`)]),
  ];
}
