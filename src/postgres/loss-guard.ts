/**
 * Looks whether something holds rows or values right before it is dropped, under the lock that the drop takes anyway: what was empty a
 * minute ago may not be so now. A statement that changes nothing, and refuses or notes what would be lost.
 */

import { assertNever } from "../core/assert-never.ts";
import type { DroppedPart } from "../core/migration/dropped-parts.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import type { Session } from "./session.ts";

/** SQLSTATE of a guard that refuses; the message is the loss's name. */
export const lossState = "LS001";

const lossesSetting = "lockstep.losses";

/** How to look. */
export interface GuardOptions {
  /** Names of losses that are accepted: `drop:table:public.users`. */
  readonly acknowledged: readonly string[];
  /** `refuse` locks and fails at the first loss; `note` only writes them down. */
  readonly mode: "refuse" | "note";
}

/** The statement. Names resolve as they will for the statement that it stands before. */
export function lossGuard(part: DroppedPart, { acknowledged, mode }: GuardOptions): string {
  const accepted = `array[${acknowledged.map(quoteLiteral).join(", ")}]::pg_catalog.text[]`;
  const lock =
    mode === "note"
      ? ""
      : "if part.relkind <> 'S' then execute pg_catalog.format('lock table %s%s in access exclusive mode', part.scope, part.relation); end if;";
  const found =
    mode === "refuse"
      ? `raise exception using errcode = '${lossState}', message = part.loss;`
      : `perform pg_catalog.set_config('${lossesSetting}', pg_catalog.concat(pg_catalog.current_setting('${lossesSetting}', true), part.loss, pg_catalog.chr(10)), true);`;
  // a policy that hides rows must not make a table look empty
  return `do $lockstep_guard$
declare part record; held pg_catalog.bool; before pg_catalog.text := pg_catalog.current_setting('row_security');
begin
  perform pg_catalog.set_config('row_security', 'off', true);
  for part in ${partsQuery(part)} loop
    continue when part.loss = any (${accepted});
    ${lock}
    if part.relkind = 'S' then execute pg_catalog.format('select is_called from %s', part.relation) into held;
    else execute pg_catalog.format('select exists (select from %s%s t %s)', part.scope, part.relation, part.condition) into held;
    end if;
    if held then ${found} end if;
  end loop;
  perform pg_catalog.set_config('row_security', before, true);
end $lockstep_guard$`;
}

/** What the guards among the statements have noted, by name; nothing is kept of what they do. @throws AppError as `Session.run` */
export async function lossesNow(session: Session, statements: readonly string[]): Promise<readonly string[]> {
  const results = await session.run([
    "begin",
    ...statements,
    `select pg_catalog.current_setting('${lossesSetting}', true) as losses`,
    "rollback",
  ]);
  const text = String(results.at(-2)?.rows[0]?.losses ?? "");
  return [...new Set(text.split("\n").filter((line) => line !== ""))];
}

const name = "pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)";
// an inheritance parent goes without its children's rows, a partitioned table with them
const scope = "case c.relkind when 'r' then 'only ' else '' end as scope";

function partsQuery(part: DroppedPart): string {
  switch (part.kind) {
    case "relation":
      return relations(`c.oid = pg_catalog.to_regclass(${quoteLiteral(part.name)})`, "drop");
    case "rows":
      return relations(`c.oid = pg_catalog.to_regclass(${quoteLiteral(part.table)})`, "truncate");
    case "schema":
      return relations(`n.nspname = ${quoteLiteral(part.name)} and not c.relispartition`, "drop");
    case "column":
      return columns(`c.oid = pg_catalog.to_regclass(${quoteLiteral(part.table)}) and a.attname = ${quoteLiteral(part.column)}`);
    case "type":
      return columns(
        `a.atttypid in (select t.oid from pg_catalog.pg_type t where pg_catalog.to_regtype(${quoteLiteral(part.name)}) in (t.oid, t.typelem)) and not c.relispartition`,
      );
    default:
      return assertNever(part);
  }
}

function relations(condition: string, verb: "drop" | "truncate"): string {
  return `
    select c.oid::pg_catalog.regclass as relation, c.relkind, ${scope}, '' as condition,
           pg_catalog.concat('${verb}:', case c.relkind when 'S' then 'sequence:' else 'table:' end, ${name}) as loss
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where ${condition} and c.relkind in ('r', 'p', 'S')
      -- a sequence that belongs to a column goes with it
      and not (c.relkind = 'S' and exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.objid = c.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0))
    order by 5`;
}

// A value that equals a constant default is lost without a loss: adding the column again brings it back.
function columns(condition: string): string {
  return `
    select c.oid::pg_catalog.regclass as relation, c.relkind, '' as scope,
           pg_catalog.concat('where t.', pg_catalog.quote_ident(a.attname), ' is not null',
             case when pg_catalog.pg_get_expr(d.adbin, d.adrelid) ~ $re$^(\\(?-?[0-9.]+\\)?|'([^']|'')*'|true|false)(::[a-z0-9_ ."()\\[\\],]+)*$$re$
               then pg_catalog.concat(' and t.', pg_catalog.quote_ident(a.attname), '::pg_catalog.text is distinct from (',
                 pg_catalog.pg_get_expr(d.adbin, d.adrelid), ')::pg_catalog.text') end) as condition,
           pg_catalog.concat('drop:column:', ${name}, '.', pg_catalog.quote_ident(a.attname)) as loss
    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where ${condition} and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and c.relkind in ('r', 'p')
    order by 5`;
}
