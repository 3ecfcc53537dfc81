/** What the team writes in its twelve weeks: the migrations of a mail product, each under the name that its day gives it. */

interface Migration {
  readonly file: string;
  readonly text: string;
}

function migration(version: string, title: string, up: string, down: string): Migration {
  const day = `${version.slice(0, 4)}-${version.slice(4, 6)}-${version.slice(6, 8)}`;
  const rollback = down.split("\n").map((line) => `-- ${line}`);
  const text = [`-- Migration: ${title}`, `-- Date: ${day}`, "", up, "", "-- Rollback (if needed):", ...rollback, ""].join("\n");
  return { file: `${version}_${title.toLowerCase().replaceAll(/\W+/g, "_")}.sql`, text };
}

function table(version: string, name: string, columns: string): Migration {
  const up = `create table if not exists ${name} (\n  id bigint generated always as identity primary key,\n  ${columns}\n);`;
  return migration(version, `Add ${name}`, up, `drop table if exists ${name};`);
}

/** Before Lockstep came: all three databases have it, made by hand. */
export const initial: Migration = migration(
  "20261201090000",
  "Initial",
  `create table if not exists users (
  id bigint generated always as identity primary key,
  email text not null,
  name text,
  created_at timestamptz not null default now()
);
create table if not exists legacy_notes (
  id bigint generated always as identity primary key,
  user_id bigint not null references users (id),
  body text
);`,
  "drop table if exists legacy_notes;\ndrop table if exists users;",
);

/** What dev and staging get in the first week, and production in three trains. */
export const backlog: readonly Migration[] = [
  table("20270105090000", "email_accounts", "user_id bigint not null references users (id),\n  address text not null"),
  table("20270105091000", "email_tokens", "account_id bigint not null references email_accounts (id),\n  token text"),
  table("20270106090000", "email_threads", "account_id bigint not null references email_accounts (id),\n  subject text"),
  table("20270106091000", "email_messages", "thread_id bigint not null references email_threads (id),\n  body text"),
  table("20270106092000", "attachments", "message_id bigint not null references email_messages (id),\n  bytes bytea"),
  table("20270107090000", "labels", "name text not null"),
  table("20270107091000", "message_labels", "message_id bigint not null,\n  label_id bigint not null references labels (id)"),
  table("20270107092000", "filters", "label_id bigint not null references labels (id),\n  pattern text not null"),
];

/** Week 5: the second fails on production's rows, and the third changes the same table. */
export const fifthWeek: readonly Migration[] = [
  table("20270201090000", "contacts", "user_id bigint not null references users (id),\n  address text not null"),
  migration(
    "20270201091000",
    "Unique emails",
    "create unique index if not exists users_email on users (email);",
    "drop index if exists users_email;",
  ),
  migration(
    "20270201092000",
    "Nicknames",
    "alter table users add column if not exists nickname text;",
    "alter table users drop column if exists nickname;",
  ),
  table("20270202090000", "outbox", "body text not null"),
];

/** Week 7: the same file, mended. */
export const mended: Migration = migration(
  "20270201091000",
  "Unique emails",
  "create unique index if not exists users_email on users (email) where created_at >= '2027-02-15';",
  "drop index if exists users_email;",
);

/** Week 8: of high risk. */
export const dropNotes: Migration = migration(
  "20270222090000",
  "Drop legacy notes",
  "drop table if exists legacy_notes;",
  `create table if not exists legacy_notes (
  id bigint generated always as identity primary key,
  user_id bigint not null references users (id),
  body text
);`,
);

/** Week 8: what somebody did to production by hand, as a migration. */
export const adopted: Migration = migration(
  "20270226210000",
  "Index users by name",
  "create index if not exists users_by_name on users (name);",
  "drop index if exists users_by_name;",
);

/** Week 9: more than one train's worth, written before the freeze. */
export const ninthWeek: readonly Migration[] = [
  table("20270301090000", "reminders", "user_id bigint not null references users (id),\n  due_at timestamptz not null"),
  migration(
    "20270301091000",
    "Add settings",
    "create table if not exists settings (\n  key text primary key,\n  value text not null\n);",
    "drop table if exists settings;",
  ),
  table("20270301092000", "audit_entries", "at timestamptz not null default now(),\n  what text not null"),
  table("20270301093000", "signatures", "user_id bigint not null references users (id),\n  body text"),
  migration(
    "20270301094000",
    "Usual settings",
    "-- lockstep: kind = data\ninsert into settings (key, value) values ('theme', 'light') on conflict (key) do nothing;",
    "delete from settings where key = 'theme';",
  ),
];

/** Body and way back of the migrations that are critical in the freeze. */
export const critical = {
  lookup: {
    up: "create index if not exists email_messages_by_thread on email_messages (thread_id);",
    down: "drop index if exists email_messages_by_thread;",
  },
  contacts: {
    up: "create index if not exists contacts_by_user on contacts (user_id);",
    down: "drop index if exists contacts_by_user;",
  },
} as const;
