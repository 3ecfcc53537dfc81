/**
 * The trigger that keeps both forms of a row alike while old and new code write. Which side is followed is told by what changed, and for
 * a new row by what is given; never by who connects or by a search path. It works on the row in hand, before it is stored, so that
 * nothing is written twice and nothing can recurse.
 */

import { quoteIdentifier } from "../sql/quote.ts";
import { compared } from "./alike.ts";
import { conversion } from "./conversion.ts";
import { isSwapped, type RecordedChange, type Twin, type TwinColumn } from "./recorded-change.ts";
import { columnNames, functionName, type Moment, tableName, triggerNames } from "./twin-names.ts";

/** What there is to make; each without a semicolon. */
export interface DualWrite {
  readonly makeFunction: string;
  readonly replaceFunction: string;
  readonly makeTriggers: readonly string[];
  /** The last of them: which columns it watches depends on the moment. */
  readonly makeUpdateTrigger: string;
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
  const isFollowing = isSwapped(recorded.change);
  const body = isFollowing ? followingBody(twin, sides, moment) : bothWaysBody(twin, sides, moment);
  const text = (verb: string) => `${verb} FUNCTION ${name}() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $lockstep$
${body}
$lockstep$`;
  // what follows has no name that applications know: nobody changes it alone, and the job that fills it need not pass here
  const watched = isFollowing
    ? leadingOf(twin, sides, moment)
    : [...pairs(sides.olds, twin.olds), ...pairs(sides.news, twin.news)];
  const columns = watched.map(([column]) => quoteIdentifier(column));
  const changed = watched.map(([, { type }], i) => compared(`old.${columns[i]}`, `new.${columns[i]}`, type, "different"));
  const of = others.changeRows ? "" : ` OF ${columns.join(", ")}`;
  const makeUpdate = `CREATE TRIGGER ${update} BEFORE UPDATE${of} ON ${table} FOR EACH ROW\n  WHEN (${changed.join(" or ")}) EXECUTE FUNCTION ${name}()`;
  return {
    makeFunction: text("CREATE"),
    replaceFunction: text("CREATE OR REPLACE"),
    makeTriggers: [`CREATE TRIGGER ${insert} BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION ${name}()`, makeUpdate],
    makeUpdateTrigger: makeUpdate,
    dropTriggers: [update, insert].map((trigger) => `DROP TRIGGER IF EXISTS ${trigger} ON ${table}`),
    dropFunction: `DROP FUNCTION IF EXISTS ${name}()`,
  };
}

function leadingOf(twin: Twin, { olds, news }: Sides, moment: Moment) {
  return moment === "before" ? pairs(olds, twin.olds) : pairs(news, twin.news);
}

function pairs(names: readonly string[], columns: readonly TwinColumn[]): readonly (readonly [string, TwinColumn])[] {
  return columns.map((column, i) => [names[i] ?? column.name, column]);
}

interface Sides {
  readonly olds: readonly string[];
  readonly news: readonly string[];
}

// Only the leading column has a name that applications know; the other one follows it. The trigger has seen that it changed.
function followingBody(twin: Twin, sides: Sides, moment: Moment): string {
  const [leading, following] = moment === "before" ? [sides.olds, sides.news] : [sides.news, sides.olds];
  const [from, to] = moment === "before" ? [twin.olds, twin.news] : [twin.news, twin.olds];
  const own = twin.olds.map(({ name }) => name);
  const block = convertBlock(
    twin,
    { values: leading, as: own, types: from },
    following.map((name) => `new.${quoteIdentifier(name)}`),
    to,
  );
  return `begin
${indented(block, 2)}
  return new;
end`;
}

// Old and new code both write under names of their own.
function bothWaysBody(twin: Twin, { olds, news }: Sides, moment: Moment): string {
  const source: Source = { values: olds, as: olds, types: twin.olds };
  const plain = plainValues(source, twin.news);
  const made = plain ?? news.map((_, i) => `made_${i + 1}`);
  const declared = made.map((name, i) => `  ${name} ${twin.news[i]?.type ?? "text"};`);
  const forward = plain === null ? [indented(convertBlock(twin, source, made, twin.news), 2)] : [];
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
  return [
    ...(plain === null ? ["declare", ...declared] : []),
    "begin",
    ...forward,
    `  if ${followsOld} then`,
    ...news.map((name, i) => `    new.${quoteIdentifier(name)} := ${made[i]};`),
    `  elsif ${differs.join(" or ")} then`,
    indented(back, 4),
    "  end if;\n  return new;\nend",
  ].join("\n");
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
  const plain = plainValues({ values, as, types }, to);
  // statements less for each write, where nothing was written by hand that needs the columns' names
  if (plain !== null) return targets.map((target, i) => `${target} := ${plain[i]};`).join("\n");
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

/** The values over the row itself, where each column is another one or its cast, and none can fail; null for other expressions. */
function plainValues({ values, as, types }: Source, to: readonly TwinColumn[]): readonly string[] | null {
  const [value, name, from] = [values[0], as[0], types[0]];
  const [column] = to;
  if (values.length !== 1 || to.length !== 1 || value === undefined || name === undefined || from === undefined) return null;
  if (column?.isSafe !== true) return null;
  const cast = (of: string) => conversion(of, from.type, column.type).expression;
  return column.expression === cast(quoteIdentifier(name)) ? [cast(`new.${quoteIdentifier(value)}`)] : null;
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
