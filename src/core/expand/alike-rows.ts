/**
 * Made-up rows of a scratch copy, brought into the state in which the triggers of a change keep real ones: those triggers are silent while
 * rows are made up, and a proof that both forms say the same, or a way back that makes one from the other, is only as true as its rows.
 */

import type { Catalog } from "../catalog/catalog.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { isRight } from "./alike.ts";
import { isOwn, isSwitched } from "./change-statements.ts";
import { alikeMoved } from "./move-statements.ts";
import { isSwapped, type RecordedChange, type Twin, type TwinChange, type TwinColumn } from "./recorded-change.ts";
import { columnNames, type Moment, tableName } from "./twin-names.ts";

/** What brings the rows of one table into that state. */
export interface AlikeRows {
  readonly table: string;
  /** One statement, for a session in which no trigger fires. */
  readonly sql: string;
}

/** One for each table of the change; none where the schema has nothing of it. */
export function alikeRows(recorded: RecordedChange, catalog: Catalog): readonly AlikeRows[] {
  const { change } = recorded;
  if (![...catalog.objects.keys()].some((id) => isOwn(recorded, id))) return [];
  if (change.kind === "move") return alikeMoved(change);
  if (change.kind === "rename-table" || change.kind === "not-null") return [];
  const moment = isSwitched(recorded, catalog) ? "after" : "before";
  return change.twins.map((twin) => ({ table: tableName(twin), sql: alikeSql(change, twin, moment) }));
}

interface Side {
  readonly names: readonly string[];
  readonly columns: readonly TwinColumn[];
  /** What expressions over this side call its columns. */
  readonly as: readonly string[];
}

// The side that leads is followed; where its value gives none, it is made from the other one first; a row for which neither holds goes.
// A place is one within its partition only.
function alikeSql(change: TwinChange, twin: Twin, moment: Moment): string {
  const names = columnNames(change, twin, moment);
  const own = twin.olds.map(({ name }) => name);
  const olds: Side = { names: names.olds, columns: twin.olds, as: own };
  const news: Side = { names: names.news, columns: twin.news, as: isSwapped(change) ? own : names.news };
  const [leading, following] = moment === "before" ? [olds, news] : [news, olds];
  const table = tableName(twin);
  const asked = moment === "before" ? isRight(change, twin) : "true";
  const here = (place: string) => `tableoid = lockstep_part and ctid = ${place}`;
  return `do $lockstep$
declare
  lockstep_part oid;
  lockstep_place tid;
  lockstep_moved tid;
  is_right boolean;
begin
  for lockstep_part, lockstep_place in select t.tableoid, t.ctid from ${table} t loop
    begin
      ${follow(table, twin, leading, following)} where ${here("lockstep_place")} returning ${asked} into strict is_right;
      assert is_right;
    exception when others or assert_failure then
      begin
        ${follow(table, twin, following, leading)} where ${here("lockstep_place")} returning ctid into strict lockstep_moved;
        ${follow(table, twin, leading, following)} where ${here("lockstep_moved")} returning ${asked} into strict is_right;
        assert is_right;
      exception when others or assert_failure then
        delete from ${table} where ${here("lockstep_place")};
      end;
    end;
  end loop;
end
$lockstep$`;
}

function follow(table: string, { table: label }: Twin, from: Side, to: Side): string {
  const read = from.names.map((name, i) => `made.${quoteIdentifier(name)} as ${quoteIdentifier(from.as[i] ?? name)}`);
  const set = to.names.map(
    (name, i) =>
      `${quoteIdentifier(name)} = (select (${to.columns[i]?.expression ?? "null"}) from (select ${read.join(", ")}) as ${quoteIdentifier(label)})`,
  );
  return `update ${table} as made set ${set.join(", ")}`;
}
