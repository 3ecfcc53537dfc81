/** Staging gets a part of production that belongs together, masked; nothing of anybody's is in it. */

import { randomBytes } from "node:crypto";
import type { DataStory } from "./data-story.ts";

const schema = `
  create table public.countries (code char(2) primary key, name text not null);
  create table public.accounts (id bigint generated always as identity primary key, company text not null, country char(2) references public.countries);
  create table public.users (
    id bigint generated always as identity primary key, account_id bigint not null references public.accounts, email text not null unique,
    full_name text not null, phone text, manager_id bigint references public.users);
  create table public.logins (user_email text not null references public.users (email), at timestamptz not null);
  create table public.orders (id bigint generated always as identity primary key, user_id bigint not null references public.users, total int not null, note text);`;

const filled = (rows: number) => `${schema}
  insert into public.countries values ('DE', 'Germany'), ('FR', 'France'), ('US', 'United States');
  insert into public.accounts (company, country) select 'Firm ' || n, (array['DE','FR','US'])[1 + n % 3] from generate_series(1, ${Math.ceil(rows / 100)}) n;
  insert into public.users (account_id, email, full_name, phone, manager_id)
    select 1 + n % ${Math.ceil(rows / 100)}, 'person.' || n || '@real-company.test', 'Real Person' || n, '+49 30 ' || 1000000 + n, case when n > ${Math.ceil(rows / 100)} then n - ${Math.ceil(rows / 100)} end
    from generate_series(1, ${rows / 10}) n;
  insert into public.logins select email, now() from public.users;
  insert into public.orders (user_id, total, note) select 1 + n % ${rows / 10}, n % 900, 'call person.' || n % 50 || ' before noon' from generate_series(1, ${rows}) n;
  analyze;`;

/** Plays it. */
export async function maskedCopy(story: DataStory, rows: number): Promise<void> {
  story.title("A masked copy for staging");
  const [production, staging] = [await story.database(filled(rows)), await story.database(schema)];
  story.connect({
    PRODUCTION_DATABASE_URL: production,
    STAGING_DATABASE_URL: staging,
    MASKING_KEY: randomBytes(32).toString("base64"),
  });
  story.write(
    "lockstep.config.ts",
    `import { defineConfig, env } from "lockstep";
export default defineConfig({
  environments: { staging: { url: env("STAGING_DATABASE_URL") }, production: { url: env("PRODUCTION_DATABASE_URL"), protected: true } },
  copy: { key: env("MASKING_KEY") },
});\n`,
  );
  const line = "copy production staging --subset 'public.accounts: id <= 40'";
  await story.lockstep(line, { exit: 3, shows: 8 });
  await story.lockstep("copy production staging --classify", { shows: 24 });
  const proposals: { columns: { table: string; mask: unknown; confirmed: unknown }[] } = JSON.parse(
    story.read("db/masking.json"),
  );
  story.check("no value of a row stands in the file", !/real-company|Real Person/.test(story.read("db/masking.json")));
  for (const column of proposals.columns) {
    if (column.table === "public.countries") column.mask = { kind: "keep" };
    column.confirmed = "jon";
  }
  story.write("db/masking.json", JSON.stringify(proposals, null, 2));
  story.say("Jon has looked at each: countries are nobody's secret, the rest is as proposed. He puts his name to it.");
  await story.lockstep("copy staging production", { exit: 3, shows: 6 });
  await story.lockstep(`${line} --dry-run`, { shows: 16 });
  await story.lockstep(line, { shows: 24 });
  const [source, target] = [await story.client(production), await story.client(staging)];
  const one = async (client: typeof source, sql: string) => (await client.query(sql)).rows[0];
  const count = await one(target, "select count(*)::int as n, count(distinct email)::int as emails from public.users");
  story.check("it is a part, and not everything", count.n < rows / 10, count);
  story.check(`staging has ${count.n} users, each with an address of their own`, count.n > 0 && count.n === count.emails, count);
  const joined = await one(
    target,
    "select count(*)::int as n from public.logins l join public.users u on u.email = l.user_email",
  );
  story.check("each of them has their login, found by the masked address", joined.n === count.n, joined);
  const real = await source.query<{ email: string }>("select email from public.users");
  const known = new Set(real.rows.map(({ email }) => email));
  const { rows: masked } = await target.query<{ email: string; full_name: string; note: string }>(
    "select u.email, u.full_name, o.note from public.users u join public.orders o on o.user_id = u.id",
  );
  const leaks = masked.filter(
    ({ email, full_name, note }) => known.has(email) || /Real Person/.test(full_name) || /person\.\d/.test(note),
  );
  story.check(`none of ${masked.length} rows tells who somebody is`, leaks.length === 0, leaks.slice(0, 3));
  await story.lockstep(`${line} --ack replace:staging`, { shows: 4 });
  const again = await one(target, "select count(distinct email)::int as emails from public.users");
  story.check(
    "the same key makes the same people, so that the copy of next week has them too",
    again.emails === count.emails,
    again,
  );
}
