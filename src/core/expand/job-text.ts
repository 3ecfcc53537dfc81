/** The file of the job that fills the new form. It is the user's from then on: a condition, a limit or a window may be added. */

import { quoteIdentifier } from "../sql/quote.ts";
import { compared, isRight } from "./alike.ts";
import { joined, moveSides } from "./move-write.ts";
import { jobNames, type MoveChange, type RecordedChange } from "./recorded-change.ts";
import { columnNames, tableName, triggerNames } from "./twin-names.ts";

/** A file for the folder of jobs. */
export interface JobText {
  readonly name: string;
  readonly text: string;
}

/** One for each table of the change. */
export function jobTexts(recorded: RecordedChange): readonly JobText[] {
  const { change, asked, name } = recorded;
  const names = jobNames(recorded);
  if (change.kind === "rename-table") return [];
  if (change.kind === "not-null") {
    const set = { [change.column]: change.expression };
    const job = { asked, table: tableName(change), set, where: `${quoteIdentifier(change.column)} is null` };
    return [{ name: names[0] ?? name, text: jobText({ ...job, triggers: [triggerNames(name, 0).insert] }) }];
  }
  if (change.kind === "move") return [{ name: names[0] ?? name, text: jobText({ asked, ...moveJob(recorded, change) }) }];
  return change.twins.map((twin, i) => {
    const columns = columnNames(change, twin, "before").news;
    const set = Object.fromEntries(columns.map((column, at) => [column, twin.news[at]?.expression ?? "null"]));
    const table = tableName(twin);
    const triggers = change.twins.flatMap((other, at) => (tableName(other) === table ? [triggerNames(name, at).update] : []));
    return { name: names[i] ?? name, text: jobText({ asked, table, set, where: `not (${isRight(change, twin)})`, triggers }) };
  });
}

interface JobParts {
  readonly asked: string;
  readonly table: string;
  readonly set: Readonly<Record<string, string>>;
  readonly where: string;
  /** Where it is not what `set` says. */
  readonly verify?: string;
  /** Those of the change; whatever else fires is the team's to decide. */
  readonly triggers: readonly string[];
}

// t is what a job's statements call their table. Where both sides were written meanwhile the lock gives the newest value, not the snapshot's.
function moveJob({ name }: RecordedChange, change: MoveChange): Omit<JobParts, "asked"> {
  const [from, to] = moveSides(change);
  const read = `from ${tableName(from)} a where ${joined(from, "a", to, "t")}`;
  const [theirs, own] = [`a.${quoteIdentifier(from.column)}`, `t.${quoteIdentifier(to.column)}`];
  const apart = `exists (select 1 ${read} and ${compared(theirs, own, change.type, "different")})`;
  return {
    table: tableName(to),
    set: { [to.column]: `select ${theirs} ${read} for share` },
    where: apart,
    verify: `not ${apart}`,
    triggers: [triggerNames(name, 1).update],
  };
}

function jobText({ asked, table, set, where, verify, triggers }: JobParts): string {
  const field = (name: string, value: string) =>
    `${/^[a-z_]\w*$/.test(name) ? name : JSON.stringify(name)}: ${JSON.stringify(value)}`;
  const fields = Object.entries(set).map(([column, expression]) => `    ${field(column, expression)},`);
  return `// Fills the new form: lockstep expand ${asked.replaceAll("\n", " ")}
import { defineBackfill } from ${JSON.stringify("lockstep")};

export default defineBackfill({
  table: ${JSON.stringify(table)},
  set: {
${fields.join("\n")}
  },
  // rows that still ask for it: those that the trigger has written already do not
  where: ${JSON.stringify(where)},${verify === undefined ? "" : `\n  verify: ${JSON.stringify(verify)},`}
  triggers: { ${triggers.map((trigger) => field(trigger, "keep")).join(", ")} },
});
`;
}
