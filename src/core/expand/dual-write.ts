/**
 * The trigger that keeps both forms of a row alike while old and new code write. Which side is followed is told by what changed, and for
 * a new row by what is given; never by who connects or by a search path. It works on the row in hand, before it is stored, so that
 * nothing is written twice and nothing can recurse.
 */

import { quoteIdentifier } from "../sql/quote.ts";
import { compared } from "./alike.ts";
import { isSwapped, type RecordedChange, type Twin, type TwinColumn } from "./recorded-change.ts";
import { columnNames, functionName, type Moment, tableName, triggerNames } from "./twin-names.ts";

/** What there is to make; each without a semicolon. */
export interface DualWrite {
  readonly makeFunction: string;
  readonly replaceFunction: string;
  readonly makeTriggers: readonly string[];
  readonly dropTriggers: readonly string[];
  readonly dropFunction: string;
}

/** Of a table's other triggers, what decides how ours is limited. */
export interface OtherTriggers {
  /** Some other trigger may change a row before it is stored, whatever columns the statement names. */
  readonly changeRows: boolean;
}

/** The statements for one table of a change. */
export function dualWrite(recorded: RecordedChange, twin: Twin, index: number, moment: Moment, others: OtherTriggers): DualWrite {
  const name = functionName(recorded.name, twin, index);
  const { insert, update } = triggerNames(recorded.name, index);
  const table = tableName(twin);
  const sides = columnNames(recorded.change, twin, moment);
  const body = isSwapped(recorded.change) ? followingBody(twin, sides, moment) : bothWaysBody(twin, sides, moment);
  const text = (verb: string) => `${verb} FUNCTION ${name}() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $lockstep$
${body}
$lockstep$`;
  const columns = [...sides.olds, ...sides.news].map(quoteIdentifier);
  const types = [...twin.olds, ...twin.news].map(({ type }) => type);
  const changed = columns.map((column, i) => compared(`old.${column}`, `new.${column}`, types[i] ?? "", "different"));
  const of = others.changeRows ? "" : ` OF ${columns.join(", ")}`;
  return {
    makeFunction: text("CREATE"),
    replaceFunction: text("CREATE OR REPLACE"),
    makeTriggers: [
      `CREATE TRIGGER ${insert} BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION ${name}()`,
      `CREATE TRIGGER ${update} BEFORE UPDATE${of} ON ${table} FOR EACH ROW\n  WHEN (${changed.join(" or ")}) EXECUTE FUNCTION ${name}()`,
    ],
    dropTriggers: [update, insert].map((trigger) => `DROP TRIGGER IF EXISTS ${trigger} ON ${table}`),
    dropFunction: `DROP FUNCTION IF EXISTS ${name}()`,
  };
}

interface Sides {
  readonly olds: readonly string[];
  readonly news: readonly string[];
}

// Only the leading column has a name that applications know; the other one follows it.
function followingBody(twin: Twin, sides: Sides, moment: Moment): string {
  const [leading, following] = moment === "before" ? [sides.olds, sides.news] : [sides.news, sides.olds];
  const [from, to] = moment === "before" ? [twin.olds, twin.news] : [twin.news, twin.olds];
  const isChanged = changedSql(leading, from);
  const own = twin.olds.map(({ name }) => name);
  const block = convertBlock(
    twin,
    { values: leading, as: own, types: from },
    following.map((name) => `new.${quoteIdentifier(name)}`),
    to,
  );
  return `begin
  if tg_op = 'INSERT' or ${isChanged} then
${indented(block, 4)}
  end if;
  return new;
end`;
}

// Old and new code both write under names of their own.
function bothWaysBody(twin: Twin, { olds, news }: Sides, moment: Moment): string {
  const made = news.map((_, i) => `made_${i + 1}`);
  const declared = made.map((name, i) => `  ${name} ${twin.news[i]?.type ?? "text"};`);
  const forward = convertBlock(twin, { values: olds, as: olds, types: twin.olds }, made, twin.news);
  const back = convertBlock(
    twin,
    { values: news, as: news, types: twin.news },
    olds.map((name) => `new.${quoteIdentifier(name)}`),
    twin.olds,
  );
  const given = (names: readonly string[]) => names.map((name) => `new.${quoteIdentifier(name)} is not null`).join(" or ");
  // in parentheses: the first THEN outside of them ends the condition of an IF
  const followsOld =
    moment === "before"
      ? `(case when tg_op = 'INSERT' then not (${given(news)}) else ${changedSql(olds, twin.olds)} end)`
      : `(case when tg_op = 'INSERT' then ${given(olds)} else not (${changedSql(news, twin.news)}) end)`;
  const differs = news.map((name, i) =>
    compared(`new.${quoteIdentifier(name)}`, made[i] ?? "", twin.news[i]?.type ?? "", "different"),
  );
  return `declare
${declared.join("\n")}
begin
${indented(forward, 2)}
  if ${followsOld} then
${news.map((name, i) => `    new.${quoteIdentifier(name)} := ${made[i]};`).join("\n")}
  elsif ${differs.join(" or ")} then
${indented(back, 4)}
  end if;
  return new;
end`;
}

interface Source {
  /** Columns that are read. */
  readonly values: readonly string[];
  /** What the expressions call them. */
  readonly as: readonly string[];
  readonly types: readonly TwinColumn[];
}

// Variables with the columns' names: the expressions run as they were written, and no query runs for them.
function convertBlock(twin: Twin, { values, as, types }: Source, targets: readonly string[], to: readonly TwinColumn[]): string {
  const declared = values.map(
    (value, i) => `  ${quoteIdentifier(as[i] ?? "")} constant ${types[i]?.type ?? "text"} := new.${quoteIdentifier(value)};`,
  );
  const isSafe = to.every((column) => column.isSafe);
  const net = isSafe
    ? []
    : [
        "exception when others then",
        "  -- no writer fails because of the other form: the row shows as different",
        ...targets.map((target) => `  ${target} := null;`),
      ];
  return [
    `<<${quoteIdentifier(twin.table)}>>`,
    "declare",
    ...declared,
    "begin",
    ...targets.map((target, i) => `  ${target} := (${to[i]?.expression ?? "null"});`),
    ...net,
    "end;",
  ].join("\n");
}

function changedSql(names: readonly string[], columns: readonly TwinColumn[]): string {
  return names
    .map((name, i) => {
      const column = quoteIdentifier(name);
      return compared(`new.${column}`, `old.${column}`, columns[i]?.type ?? "", "different");
    })
    .join(" or ");
}

function indented(text: string, by: number): string {
  return text
    .split("\n")
    .map((line) => `${" ".repeat(by)}${line}`)
    .join("\n");
}
