/**
 * What a statement locks and costs, in the words of messages: every relation by name, also those that the statement does not mention,
 * with the way that leads there. A short ACCESS EXCLUSIVE is still one: whoever comes after it waits behind it.
 */

import { lockModes } from "../risk/lock-mode.ts";
import type { RelationLock } from "../risk/statement-effects.ts";
import type { JudgedStatement } from "./judged-migration.ts";

/** How many relations are listed before the rest is only counted. */
const mostListed = 12;

/** Modes that only ACCESS EXCLUSIVE waits for say nothing here. */
const weakest = lockModes.indexOf("SHARE UPDATE EXCLUSIVE");

/** `what: ACCESS EXCLUSIVE on public.users, public.accounts (referenced by …) while public.users is written anew`. */
export function withLocks(what: string, statement: JudgedStatement): string {
  const locks = locksInWords(statement);
  if (locks === "") return what;
  const costs = costsInWords(statement);
  return `${what}: ${locks}${costs === "" ? " for a moment" : ` while ${costs}`}`;
}

/** The locks on relations that were there before, the strongest first; empty for none. */
export function locksInWords({ effects, made }: JudgedStatement): string {
  const locks = effects.locks.filter(({ relation, mode }) => !made.has(relation) && lockModes.indexOf(mode) >= weakest);
  const named = locks.filter(({ because }) => because === null);
  // the named ones first, so that it is the others that a long list leaves out
  const listed = [...named, ...locks.filter(({ because }) => because !== null)].slice(0, mostListed);
  const byMode = [...lockModes].reverse().flatMap((mode) => {
    const found = listed.filter((lock) => lock.mode === mode);
    return found.length === 0 ? [] : [`${mode} on ${found.map(inWords).join(", ")}`];
  });
  const rest = locks.length - listed.length;
  return `${byMode.join(" and ")}${rest > 0 ? ` and on ${rest} more` : ""}`;
}

/** The work on rows of relations that were there before; empty for none. */
function costsInWords({ effects, made }: JudgedStatement): string {
  const words = { rewrite: "written anew", scan: "read through", "index-build": "given an index" } as const;
  const costs = effects.costs.filter(({ relation }) => !made.has(relation));
  const told = costs.slice(0, mostListed).map(({ relation, cost }) => `${relation} is ${words[cost]}`);
  return `${told.join(", ")}${costs.length > mostListed ? ` and ${costs.length - mostListed} more` : ""}`;
}

/** True where the statement works on rows that were there before. */
export function costsRows({ effects, made }: JudgedStatement): boolean {
  return effects.costs.some(({ relation }) => !made.has(relation));
}

function inWords({ relation, because }: RelationLock): string {
  return because === null ? relation : `${relation} (${because})`;
}
