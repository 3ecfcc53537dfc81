/** Flags of every command that plans: which tables, what is the same under another name. */

import type { RenameCandidate } from "../../core/diff/change.ts";
import type { PlanSourcesRequest } from "../../workflows/plan-sources.ts";
import type { CommandFlag, Invocation } from "../command.ts";

/** What is planned. */
export const planFlags: readonly CommandFlag[] = [
  {
    long: "--tables",
    value: "A,B",
    description: "plan only these tables and what they cannot do without; repeatable",
    isRepeatable: true,
  },
  {
    long: "--rename",
    value: "OLD=NEW",
    description: "one object under two names, renamed and not dropped: users.mail=email; repeatable",
    isRepeatable: true,
  },
];

/** What the flags say, as part of a request. @throws AppError USAGE */
export async function planWishes({
  values,
  ask,
}: Pick<Invocation, "values" | "ask">): Promise<Pick<PlanSourcesRequest, "tables" | "renames" | "confirmRename">> {
  const { parseRename } = await import("../../core/plan/rename-request.ts");
  const tables = values("--tables").flatMap((list) => list.split(","));
  const renames = values("--rename").map(parseRename);
  return {
    ...(tables.length === 0 ? {} : { tables }),
    ...(renames.length === 0 ? {} : { renames }),
    ...(ask === null ? {} : { confirmRename: (candidate: RenameCandidate) => ask(question(candidate)) }),
  };
}

function question({ from, to }: RenameCandidate): string {
  return `Is ${to} the former ${from}, renamed? (No: it is dropped, and the other one made)`;
}
