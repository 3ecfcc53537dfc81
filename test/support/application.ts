/** A schema of sixty tables as business applications have them, and forty ways in which a second copy of it differs. */

const nouns = ["customer", "order", "invoice", "product", "shipment", "ticket", "account", "campaign", "supplier", "contract"];
const parts = ["", "_item", "_note", "_event", "_tag", "_file"];
const tables = parts.flatMap((part) => nouns.map((noun) => `${noun}${part}`));

/** The whole schema, for an empty database; needs the role m_reader. */
export const applicationSchema: string = [
  `create schema app;
   create type app.priority as enum ('low', 'normal', 'high');
   create type app.channel as enum ('web', 'phone');
   create type app.unused as enum ('one');
   create domain app.email as varchar(120) check (value like '%@%');
   create sequence app.receipt start 1000;
   create function app.touch() returns trigger language plpgsql as $$ begin new.updated_at := now(); return new; end $$;`,
  ...tables.map(table),
  ...nouns.map(
    (noun) => `
   create view app.open_${noun} as select id, name, amount from app."${noun}" where status in ('open', 'held') and amount > 0;
   create function app.total_${noun}(since date) returns numeric language sql stable
     as $$ select sum(amount) from app."${noun}" where created_at > since $$;`,
  ),
  `create materialized view app.supplier_totals as select parent_id, count(*) as items from app.supplier_item group by parent_id;
   create view app.unread as select 1 as one;
   create function app.unused(n int) returns int language sql immutable as 'select n';
   grant usage on schema app to m_reader;
   grant select on app.customer, app."order", app.invoice to m_reader;
   create policy own_rows on app.account using (name = current_user);
   alter table app.account enable row level security;
   alter table app.contract enable row level security;`,
].join("\n");

function table(name: string, index: number): string {
  const parent = index < nouns.length ? nouns[(index + nouns.length - 1) % nouns.length] : nouns[index % nouns.length];
  const references = index === 0 ? "bigint" : `bigint references app."${parent}" (id) on delete cascade`;
  return `
   create table app."${name}" (
     id bigint generated always as identity primary key,
     parent_id ${references},
     name varchar(80) not null default '',
     code text not null,
     status varchar(10) not null default 'open' constraint ${name}_status_known check (status in ('open', 'held', 'done')),
     priority app.priority not null default 'normal',
     mail app.email,
     amount numeric(12, 2) default 0,
     gross numeric generated always as (amount * 1.19) stored,
     settings jsonb not null default '{}',
     nickname text,
     created_at timestamptz not null default now(),
     updated_at timestamptz,
     constraint ${name}_code_key unique (code),
     constraint ${name}_amount_positive check (amount >= 0)
   );
   create index ${name}_parent on app."${name}" (parent_id);
   create index ${name}_open on app."${name}" (created_at desc) where status = 'open';
   create index ${name}_lower_name on app."${name}" (lower(name));
   comment on table app."${name}" is 'Holds every ${name.replace("_", " ")}';
   comment on column app."${name}".gross is 'with tax';
   ${index % 3 === 0 ? `create trigger ${name}_touch before update on app."${name}" for each row execute function app.touch();` : ""}`;
}

/** One difference. */
export interface Planted {
  /** Made in the target. */
  readonly sql: string;
  /** Takes it back there. */
  readonly undo: string;
  /** Every change that the audit must report of it, as `change id`: `add` for what the target lacks. */
  readonly changes: readonly string[];
}

const columns = ["id", "parent_id", "name", "code", "status", "priority", "mail", "amount", "gross", "settings", "nickname"];

/** Forty differences, each on objects of its own. */
export const plantedDifferences: readonly Planted[] = [
  {
    sql: "alter table app.customer drop column nickname",
    undo: "alter table app.customer add nickname text",
    changes: ["add column:app.customer.nickname"],
  },
  {
    sql: "alter table app.customer add column legacy int",
    undo: "alter table app.customer drop column legacy",
    changes: ["remove column:app.customer.legacy"],
  },
  alterColumn("invoice", "nickname", "type varchar(20)", "type text"),
  {
    ...alterColumn("invoice", "amount", "type numeric(14, 2)", "type numeric(12, 2)", {
      before: "alter table app.invoice drop column gross; drop view app.open_invoice;",
      after: `alter table app.invoice add gross numeric generated always as (amount * 1.19) stored;
        comment on column app.invoice.gross is 'with tax';
        create view app.open_invoice as select id, name, amount from app.invoice where status in ('open', 'held') and amount > 0;`,
    }),
    // the view's column takes its type from the table's
    changes: ["alter column:app.invoice.amount", "alter view:app.open_invoice"],
  },
  alterColumn("product", "name", "set default 'unnamed'", "set default ''"),
  alterColumn("product", "settings", "drop default", "set default '{}'"),
  alterColumn("shipment", "settings", "drop not null", "set not null"),
  alterColumn("shipment", "nickname", "set not null", "drop not null"),
  alterColumn("ticket", "nickname", "set storage external", "set storage extended"),
  {
    sql: "drop index app.ticket_parent",
    undo: "create index ticket_parent on app.ticket (parent_id)",
    changes: ["add index:app.ticket_parent"],
  },
  {
    sql: "create index ticket_hot_fix on app.ticket (mail)",
    undo: "drop index app.ticket_hot_fix",
    changes: ["remove index:app.ticket_hot_fix"],
  },
  {
    sql: "drop index app.account_open; create index account_open on app.account (created_at desc) where status = 'held'",
    undo: "drop index app.account_open; create index account_open on app.account (created_at desc) where status = 'open'",
    changes: ["alter index:app.account_open"],
  },
  {
    sql: "drop index app.campaign_lower_name; create unique index campaign_lower_name on app.campaign (lower(name))",
    undo: "drop index app.campaign_lower_name; create index campaign_lower_name on app.campaign (lower(name))",
    changes: ["alter index:app.campaign_lower_name"],
  },
  {
    sql: "alter table app.campaign drop constraint campaign_amount_positive",
    undo: "alter table app.campaign add constraint campaign_amount_positive check (amount >= 0)",
    changes: ["add constraint:app.campaign.campaign_amount_positive"],
  },
  {
    sql: "alter table app.supplier add constraint supplier_named check (name <> '')",
    undo: "alter table app.supplier drop constraint supplier_named",
    changes: ["remove constraint:app.supplier.supplier_named"],
  },
  {
    sql: `alter table app.supplier drop constraint supplier_status_known;
      alter table app.supplier add constraint supplier_status_known check (status in ('open', 'done'))`,
    undo: `alter table app.supplier drop constraint supplier_status_known;
      alter table app.supplier add constraint supplier_status_known check (status in ('open', 'held', 'done'))`,
    changes: ["alter constraint:app.supplier.supplier_status_known"],
  },
  {
    sql: "alter table app.contract drop constraint contract_parent_id_fkey",
    undo: `alter table app.contract add constraint contract_parent_id_fkey
      foreign key (parent_id) references app.supplier (id) on delete cascade`,
    changes: ["add constraint:app.contract.contract_parent_id_fkey"],
  },
  reference("customer_item", "customer", "references app.customer (id) on delete set null"),
  reference("order_item", "order", 'references app."order" (id) on delete cascade not valid'),
  {
    sql: "alter table app.invoice_item drop constraint invoice_item_code_key",
    undo: "alter table app.invoice_item add constraint invoice_item_code_key unique (code)",
    changes: ["add constraint:app.invoice_item.invoice_item_code_key"],
  },
  {
    sql: "alter table app.product_item add constraint product_item_mail_key unique (mail)",
    undo: "alter table app.product_item drop constraint product_item_mail_key",
    changes: ["remove constraint:app.product_item.product_item_mail_key"],
  },
  {
    sql: "drop table app.contract_file",
    undo: table("contract_file", tables.indexOf("contract_file")),
    changes: [
      "add table:app.contract_file",
      ...[...columns, "created_at", "updated_at"].map((column) => `add column:app.contract_file.${column}`),
      ...["pkey", "parent_id_fkey", "code_key", "status_known", "amount_positive"].map(
        (constraint) => `add constraint:app.contract_file.contract_file_${constraint}`,
      ),
      ...["parent", "open", "lower_name"].map((index) => `add index:app.contract_file_${index}`),
      "add sequence:app.contract_file_id_seq",
      "add comment:table:app.contract_file",
      "add comment:column:app.contract_file.gross",
    ],
  },
  {
    sql: "create table app.leftover (note text)",
    undo: "drop table app.leftover",
    changes: ["remove table:app.leftover", "remove column:app.leftover.note"],
  },
  {
    sql: "alter type app.channel add value 'mail'",
    undo: "drop type app.channel; create type app.channel as enum ('web', 'phone')",
    changes: ["alter enum:app.channel"],
  },
  { sql: "drop type app.unused", undo: "create type app.unused as enum ('one')", changes: ["add enum:app.unused"] },
  {
    sql: "create or replace view app.open_order as select id, name, amount from app.\"order\" where status = 'open' and amount > 0",
    undo: "create or replace view app.open_order as select id, name, amount from app.\"order\" where status in ('open', 'held') and amount > 0",
    changes: ["alter view:app.open_order"],
  },
  {
    sql: "drop view app.unread",
    undo: "create view app.unread as select 1 as one",
    changes: ["add view:app.unread"],
  },
  {
    sql: replaceTotal("sum(amount) + 0"),
    undo: replaceTotal("sum(amount)"),
    changes: ["alter function:app.total_customer(date)"],
  },
  {
    sql: "drop function app.unused(int)",
    undo: "create function app.unused(n int) returns int language sql immutable as 'select n'",
    changes: ["add function:app.unused(integer)"],
  },
  {
    sql: "create function app.total_order(since text) returns text language sql as 'select since'",
    undo: "drop function app.total_order(text)",
    changes: ["remove function:app.total_order(text)"],
  },
  {
    sql: "drop trigger product_touch on app.product",
    undo: 'create trigger product_touch before update on app."product" for each row execute function app.touch()',
    changes: ["add trigger:app.product.product_touch"],
  },
  {
    sql: "alter table app.account disable trigger account_touch",
    undo: "alter table app.account enable trigger account_touch",
    changes: ["alter trigger:app.account.account_touch"],
  },
  {
    sql: "alter policy own_rows on app.account using (true)",
    undo: "alter policy own_rows on app.account using (name = current_user)",
    changes: ["alter policy:app.account.own_rows"],
  },
  {
    sql: "alter table app.contract disable row level security",
    undo: "alter table app.contract enable row level security",
    changes: ["alter table:app.contract"],
  },
  {
    sql: "alter sequence app.receipt increment 10",
    undo: "alter sequence app.receipt increment 1",
    changes: ["alter sequence:app.receipt"],
  },
  {
    sql: "comment on table app.shipment_note is 'Changed by hand'",
    undo: "comment on table app.shipment_note is 'Holds every shipment note'",
    changes: ["alter comment:table:app.shipment_note"],
  },
  {
    sql: "comment on column app.ticket_note.gross is null",
    undo: "comment on column app.ticket_note.gross is 'with tax'",
    changes: ["add comment:column:app.ticket_note.gross"],
  },
  {
    sql: "revoke select on app.invoice from m_reader",
    undo: "grant select on app.invoice to m_reader",
    changes: ["add privilege:table:app.invoice:m_reader"],
  },
  {
    sql: "grant delete on app.ticket_event to m_reader",
    undo: "revoke delete on app.ticket_event from m_reader",
    changes: ["remove privilege:table:app.ticket_event:m_reader"],
  },
  {
    sql: "alter table app.account_event set (fillfactor = 70)",
    undo: "alter table app.account_event reset (fillfactor)",
    changes: ["alter table:app.account_event"],
  },
  { sql: "create schema scratchpad", undo: "drop schema scratchpad", changes: ["remove schema:scratchpad"] },
  {
    sql: "create statistics app.campaign_stats on status, priority from app.campaign_event",
    undo: "drop statistics app.campaign_stats",
    changes: ["remove statistics:app.campaign_stats"],
  },
];

function alterColumn(
  name: string,
  column: string,
  to: string,
  from: string,
  around: { readonly before: string; readonly after: string } = { before: "", after: "" },
): Planted {
  const alter = (action: string) => `${around.before} alter table app."${name}" alter ${column} ${action}; ${around.after}`;
  return { sql: alter(to), undo: alter(from), changes: [`alter column:app.${name}.${column}`] };
}

function reference(name: string, parent: string, wanted: string): Planted {
  const constraint = `${name}_parent_id_fkey`;
  const add = (clause: string) => `alter table app."${name}" drop constraint ${constraint};
    alter table app."${name}" add constraint ${constraint} foreign key (parent_id) ${clause}`;
  return {
    sql: add(wanted),
    undo: add(`references app."${parent}" (id) on delete cascade`),
    changes: [`alter constraint:app.${name}.${constraint}`],
  };
}

function replaceTotal(expression: string): string {
  return `create or replace function app.total_customer(since date) returns numeric language sql stable
    as $$ select ${expression} from app."customer" where created_at > since $$`;
}
