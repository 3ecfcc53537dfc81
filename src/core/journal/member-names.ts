/**
 * What the databases of a fleet are called: as the team calls them, else by the database's own name. The name is part of the mark that each
 * database carries, so that it must not depend on how many others there are, as long as no two are called the same.
 */

import { AppError } from "../app-error.ts";

/** A database of a fleet as it was found. */
export interface FoundMember {
  /** What the team calls it; null where it has not said. */
  readonly given: string | null;
  /** `host:port` */
  readonly place: string;
  readonly database: string;
}

/** A name for each, in their order; null for one that was named before. @throws AppError FLEET_INVALID */
export function memberNames(fleet: string, members: readonly FoundMember[]): readonly (string | null)[] {
  const seen = new Set<string>();
  const isFirst = members.map(({ place, database }) => {
    const where = `${place}/${database}`;
    return !seen.has(where) && seen.add(where) !== undefined;
  });
  const kept = members.filter((_, i) => isFirst[i]);
  const counts = new Map<string, number>();
  for (const member of kept) counts.set(plainName(member), (counts.get(plainName(member)) ?? 0) + 1);
  const names = new Set<string>();
  return members.map((member, i) => {
    if (isFirst[i] !== true) return null;
    const plain = plainName(member);
    const isAlone = counts.get(plain) === 1;
    const name = isAlone || member.given !== null ? plain : `${plain}@${member.place}`;
    if (name === "" || names.has(name))
      throw new AppError({
        code: "FLEET_INVALID",
        message: name === "" ? `A database of ${fleet} has an empty name.` : `Two databases of ${fleet} are called ${name}.`,
        hint: "select name, url from tenants order by name: each name once.",
      });
    names.add(name);
    return name;
  });
}

function plainName({ given, database }: FoundMember): string {
  return given ?? database;
}
