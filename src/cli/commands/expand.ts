/** `lockstep expand`: the first of the three steps of a change that nobody has to stand still for. */

import { AppError } from "../../core/app-error.ts";
import type { Command } from "../command.ts";
import { oneEnvironment, stepResult } from "./expand-result.ts";

const kinds = ["change-type", "rename", "rename-table", "not-null", "bigint-key", "split", "merge", "move"] as const;

/** The command. */
export const expandCommand: Command = {
  name: "expand",
  summary: "begin a change in steps: type, name, NOT NULL, bigint keys, splitting, merging or moving columns, without downtime",
  description:
    "Writes a migration that adds the new form beside the old one with a trigger that keeps both alike, a job that fills it (db/jobs/NAME.ts), and a record of what was asked (db/changes/NAME.json). lockstep switch and lockstep contract write the other two steps. Each file is proven on a scratch copy, there and back. Databases are only read.",
  arguments: [
    { name: "change", description: "what is changed", isRequired: true, choices: kinds },
    { name: "target", description: "TABLE.COLUMN, TABLE for rename-table, TABLE.A,B for merge", isRequired: true },
    { name: "to", description: "the new type, name or names; move: TABLE.COLUMN" },
  ],
  flags: [
    {
      long: "--using",
      value: "SQL",
      description: "the new value from the old one; one for each new column, in their order",
      isRepeatable: true,
    },
    {
      long: "--back",
      value: "SQL",
      description: "the old value from the new one; one for each old column, in their order",
      isRepeatable: true,
    },
    { long: "--default", value: "SQL", description: "not-null: what stands in place of a null (the column's default)" },
    {
      long: "--on",
      value: "EQUALITY",
      description: "move: columns that are equal for rows that belong together, unique in either table; several joined by and",
    },
    { long: "--name", value: "NAME", description: "what to call the change (after what it does)" },
  ],
  formats: ["text", "json", "ndjson"],
  examples: [
    {
      line: "lockstep expand change-type users.email citext",
      note: "the column keeps its name; code sees no difference until the switch",
    },
    {
      line: 'lockstep expand change-type orders.total "numeric(12,2)" --using "total / 100.0" --back "(total * 100)::integer"',
      note: "with expressions",
    },
    { line: "lockstep expand bigint-key orders.id", note: "with every foreign key that leads to it" },
    { line: "lockstep expand rename users.mail email", note: "both names work until the clean-up" },
    { line: "lockstep expand rename-table users people", note: "the old name stays as a view" },
    { line: `lockstep expand not-null users.email --default "''"`, note: "filled, proven, then NOT NULL" },
    {
      line: `lockstep expand split users.name first_name,last_name --using "split_part(name, ' ', 1)" --using "substr(name, strpos(name, ' ') + 1)" --back "concat_ws(' ', first_name, last_name)"`,
      note: "one column becomes two",
    },
    {
      line: 'lockstep expand move users.bio profiles.bio --on "profiles.user_id = users.id"',
      note: "the column goes to another table",
    },
  ],
  run: async (invocation) => {
    const { positionals, value, values, context } = invocation;
    const [kind, target, to = null, ...more] = positionals;
    const known = kinds.find((one) => one === kind);
    if (known === undefined || target === undefined || more.length > 0)
      throw new AppError({
        code: "USAGE",
        message: "expand takes a change, what is changed, and the new type or name.",
        hint: "lockstep expand change-type users.email citext",
      });
    const takesNone = known === "not-null" || known === "bigint-key";
    if (takesNone !== (to === null))
      throw new AppError({
        code: "USAGE",
        message: takesNone
          ? `${known} takes a column and nothing else.`
          : `${known} takes the new ${known === "change-type" ? "type" : known === "move" ? "place" : "name"}.`,
        hint: `lockstep expand ${known} ${target}${takesNone ? "" : known === "change-type" ? " citext" : " NAME"}`,
      });
    if ((value("--on") !== null) !== (known === "move"))
      throw new AppError({
        code: "USAGE",
        message: known === "move" ? "move takes --on: which rows belong together." : `${known} takes no --on.`,
        hint: 'lockstep expand move users.bio profiles.bio --on "profiles.user_id = users.id"',
      });
    const { expand } = await import("../../workflows/expand.ts");
    const outcome = await expand(
      {
        kind: known,
        target,
        to,
        using: values("--using"),
        back: values("--back"),
        fill: value("--default"),
        on: value("--on"),
        name: value("--name"),
        environment: oneEnvironment(invocation, "expand"),
        asked: [known, target, ...(to === null ? [] : [to])].join(" "),
        now: new Date(),
      },
      context,
    );
    return stepResult(outcome);
  },
};
