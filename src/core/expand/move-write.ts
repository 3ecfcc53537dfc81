/**
 * The triggers that keep a moved column alike in both of its tables. They work behind the write, as the other row is in another table, and
 * write only what differs: that, and no count of nested triggers, ends the circle, so that writes of a team's own triggers are followed too.
 */

import { qualifiedName, quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { compared } from "./alike.ts";
import type { DualWrite } from "./dual-write.ts";
import type { MoveChange, TablePlace } from "./recorded-change.ts";
import { functionName, type Moment, triggerNames } from "./twin-names.ts";

/** One table of a move, and what it is joined by; names unquoted. */
export interface MoveSide extends TablePlace {
  readonly column: string;
  /** In the order of the other side's. */
  readonly keys: readonly string[];
}

/** Where the column comes from, and where it goes to. */
export function moveSides(change: MoveChange): readonly [from: MoveSide, to: MoveSide] {
  const { schema, table, column, to, on } = change;
  return [
    { schema, table, column, keys: on.map(({ from }) => from) },
    { ...to, keys: on.map(({ to: key }) => key) },
  ];
}

/** True where the join holds, for two aliases; by the server's own equality, whatever the search path is. */
export function joined(own: MoveSide, alias: string, other: MoveSide, otherAlias: string): string {
  return own.keys
    .map(
      (key, i) => `${alias}.${quoteIdentifier(key)} operator(pg_catalog.=) ${otherAlias}.${quoteIdentifier(other.keys[i] ?? "")}`,
    )
    .join(" and ");
}

/** The statements for the table that is left (0) or for the one that the column goes to (1). */
export function moveWrite(recordedName: string, change: MoveChange, index: 0 | 1, moment: Moment): DualWrite {
  const sides = moveSides(change);
  const [own, other] = [sides[index], sides[index === 0 ? 1 : 0]];
  const table = qualifiedName(own.schema, own.table);
  const name = functionName(recordedName, own, index);
  const { insert, update } = triggerNames(recordedName, index);
  const isLeading = (moment === "before") === (index === 0);
  // whoever writes one of the tables need have no rights on the other one
  const text = (verb: string) => `${verb} FUNCTION ${name}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $lockstep$
${followBody(own, other, change.type, isLeading)}
$lockstep$`;
  const changed = [differs(own, change.type), ...own.keys.map(keyDiffers)].join(" or ");
  const makeUpdate = `CREATE TRIGGER ${update} AFTER UPDATE ON ${table} FOR EACH ROW\n  WHEN (${changed}) EXECUTE FUNCTION ${name}()`;
  return {
    makeFunction: text("CREATE"),
    replaceFunction: text("CREATE OR REPLACE"),
    makeTriggers: [
      `CREATE TRIGGER ${insert} AFTER INSERT OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${name}()`,
      makeUpdate,
    ],
    makeUpdateTrigger: makeUpdate,
    dropTriggers: [update, insert].map((trigger) => `DROP TRIGGER IF EXISTS ${trigger} ON ${table}`),
    dropFunction: `DROP FUNCTION IF EXISTS ${name}()`,
  };
}

function followBody(own: MoveSide, other: MoveSide, type: string, isLeading: boolean): string {
  const [table, otherTable] = [qualifiedName(own.schema, own.table), qualifiedName(other.schema, other.table)];
  const [column, otherColumn] = [quoteIdentifier(own.column), quoteIdentifier(other.column)];
  const itself = own.keys
    .map((key) => `s.${quoteIdentifier(key)} operator(pg_catalog.=) new.${quoteIdentifier(key)}`)
    .join(" and ");
  // the value goes with the row that leads
  const leave = `  if tg_op = 'DELETE' or is_moved then
    update ${otherTable} as o set ${otherColumn} = null where ${joined(other, "o", own, "old")} and o.${otherColumn} is not null;
  end if;
`;
  return `declare
  theirs record;
  is_moved constant boolean := tg_op = 'UPDATE' and (${own.keys.map(keyDiffers).join(" or ")});
begin
  -- it runs with its owner's rights: nobody is to hang it on a table of their own
  if tg_relid <> ${quoteLiteral(table).trim()}::pg_catalog.regclass then
    raise exception 'this function belongs to another table';
  end if;
${isLeading ? leave : ""}  if tg_op = 'DELETE' then
    return null;
  end if;
  if tg_op = 'INSERT' or is_moved then
    -- writers of the other row wait until this one can be seen
    select o.${otherColumn} as value into theirs from ${otherTable} o where ${joined(other, "o", own, "new")} for no key update;
    if not found then
      return null;
    end if;
    if (case when tg_op = 'INSERT' then new.${column} is null else ${isLeading ? "false" : `not (${differs(own, type)})`} end) then
      update ${table} as s set ${column} = theirs.value where ${itself} and ${compared(`s.${column}`, "theirs.value", type, "different")};
      return null;
    end if;
  end if;
  update ${otherTable} as o set ${otherColumn} = new.${column}
    where ${joined(other, "o", own, "new")} and ${compared(`o.${otherColumn}`, `new.${column}`, type, "different")};
  return null;
end`;
}

function differs({ column }: MoveSide, type: string): string {
  return compared(`old.${quoteIdentifier(column)}`, `new.${quoteIdentifier(column)}`, type, "different");
}

function keyDiffers(key: string): string {
  return `old.${quoteIdentifier(key)} is distinct from new.${quoteIdentifier(key)}`;
}
