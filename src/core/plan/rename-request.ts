/** `--rename a=b`: which removed object is which added one. Names may be ids, qualified, or as short as they are clear. */

import { AppError } from "../app-error.ts";
import { kindOf, nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import type { Change } from "../diff/change.ts";
import { kindNamed } from "./plan-context.ts";

/** As it was typed. */
export interface RenameRequest {
  readonly from: string;
  readonly to: string;
}

/** An object that has two names. */
export interface RenamePair {
  readonly from: ObjectId;
  readonly to: ObjectId;
}

/** Splits `users.mail=email` at the first equals sign outside of quotes. @throws AppError USAGE */
export function parseRename(text: string): RenameRequest {
  const match = /^((?:"(?:[^"]|"")*"|[^"=])+)=(.+)$/s.exec(text.trim());
  const [from, to] = [match?.[1]?.trim() ?? "", match?.[2]?.trim() ?? ""];
  if (from !== "" && to !== "") return { from, to };
  throw new AppError({
    code: "USAGE",
    message: `--rename ${text}: expected the old and the new name.`,
    hint: "--rename column:public.users.mail=email",
  });
}

/** The pair that a request means among these changes, or null where there is none (yet). @throws AppError USAGE when it could be two */
export function resolveRename({ from, to }: RenameRequest, changes: readonly Change[]): RenamePair | null {
  const pairs = changes
    .filter((change) => change.change === "remove" && isCalled(change.id, from))
    .flatMap((removal) =>
      changes
        .filter((change) => change.change === "add" && isSibling(removal, change) && isCalled(change.id, to))
        .map((addition): RenamePair => ({ from: removal.id, to: addition.id })),
    );
  const [first, second] = pairs;
  if (first === undefined || second === undefined) return first ?? null;
  throw new AppError({
    code: "USAGE",
    message: `--rename ${from}=${to} could mean ${first.from} or ${second.from}.`,
    hint: `--rename ${first.from}=${ownNameOf(first.to)}`,
  });
}

/** True where the kind has a RENAME. */
export function canBeRenamed(id: ObjectId): boolean {
  return kindNamed(kindOf(id)).ddl.rename !== undefined;
}

// RENAME keeps the schema and whatever the object is part of.
function isSibling(removal: Change, addition: Change): boolean {
  return removal.kind === addition.kind && removal.parent === addition.parent && canBeRenamed(removal.id);
}

function isCalled(id: ObjectId, name: string): boolean {
  return id === name || nameOf(id) === name || nameOf(id).endsWith(`.${name}`) || ownNameOf(id) === name;
}
