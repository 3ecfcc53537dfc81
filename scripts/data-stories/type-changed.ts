/** `users.email` becomes citext while an application writes all the time; once, in the middle, everything goes back to what it was. */

import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import type { DataStory } from "./data-story.ts";

const schema = `
  create extension citext;
  create table public.users (
    id bigint generated always as identity primary key, email text not null,
    seen int not null default 0, constraint users_email_check check (email like '%@%'));
  create unique index users_email_key on public.users (email);
  create view public.addresses as select id, email from public.users;`;

/** Plays it. */
export async function typeChanged(story: DataStory, rows: number): Promise<void> {
  story.title(`${rows} addresses change their type under an application`);
  const former = await story.database(schema);
  const url = await story.database(
    `${schema} insert into public.users (email) select 'User' || n || '@example.org' from generate_series(1, ${rows}) n;`,
  );
  story.connect({ DEV_DATABASE_URL: url, FORMER_DATABASE_URL: former });
  story.write(
    "lockstep.config.ts",
    `import { defineConfig, env } from "lockstep";
export default defineConfig({
  environments: { dev: { url: env("DEV_DATABASE_URL") }, former: { url: env("FORMER_DATABASE_URL") } },
});\n`,
  );
  const admin = await story.client(url);
  await admin.query("vacuum analyze public.users");
  const application = await Application.start(await story.client(url), rows);
  try {
    await steps(story, application);
  } finally {
    // a claim that fails ends the story, and nobody writes any more
    await application.stop();
  }
  const errors = await application.stop();
  story.check(
    `the application has written ${application.writes} times, without an error`,
    errors.length === 0,
    errors.slice(0, 5),
  );
  const wrong = await application.judge(admin);
  story.check(`every row is what was acknowledged, of ${rows} and those that came`, wrong.length === 0, wrong.slice(0, 5));
  await story.lockstep("backfill status --env dev", { shows: 8 });
  const { rows: found } = await admin.query(`
    select (select atttypid::regtype::text from pg_attribute where attrelid = 'public.users'::regclass and attname = 'email') as type,
           (select string_agg(attname, ',' order by attname) from pg_attribute
            where attrelid = 'public.users'::regclass and attnum > 0 and not attisdropped) as columns,
           (select string_agg(indexdef, E'\\n') from pg_indexes where tablename = 'users' and indexname = 'users_email_key') as index,
           (select pg_get_constraintdef(oid) from pg_constraint where conname = 'users_email_check' and convalidated) as check,
           (select count(*)::int from pg_trigger where tgrelid = 'public.users'::regclass and not tgisinternal) as triggers`);
  const [there] = found;
  story.check("email is citext", there.type === "citext", there);
  story.check("nothing else is left in the table", there.columns === "email,id,seen" && there.triggers === 0, there);
  story.check(
    "its unique index and its check have come along",
    /^CREATE UNIQUE INDEX/.test(there.index) && /@/.test(there.check),
    there,
  );
  const refused = await admin.query("insert into public.users (email) values ('USER7@EXAMPLE.ORG')").then(
    () => null,
    (error: unknown) => String(error),
  );
  story.check("two spellings are one address now", refused?.includes("users_email_key") === true, refused);
  const view = await admin.query("select id from public.addresses where email = 'USER7@example.ORG'");
  story.check("and the view finds it by either", view.rowCount === 1, view.rows);
}

/** Everything that is typed while the application writes. */
async function steps(story: DataStory, application: Application): Promise<void> {
  await story.lockstep("expand change-type users.email citext --env dev", {
    says: ["step 1 of 3", "lockstep backfill run users_email_type --env dev"],
  });
  await story.lockstep("apply dev", { shows: 6 });
  await story.lockstep("switch users_email_type --env dev", { exit: 3, says: ["The rows are not filled"] });
  story.say("Somebody has second thoughts. The way back leads to the very schema that was there.");
  await story.lockstep("rollback dev", { exit: 3, says: ["drop:column:public.users.email__new"], shows: 6 });
  await story.lockstep("rollback dev --ack drop:column:public.users.email__new", { shows: 6 });
  await story.lockstep("audit dev former", { shows: 8 });
  await story.lockstep("apply dev", { shows: 6 });
  await story.lockstep("backfill run users_email_type --env dev", { says: ["done"] });
  await story.lockstep("backfill verify users_email_type --env dev", { says: ["none is wrong"] });
  await story.lockstep("switch users_email_type --env dev", { says: ["step 2 of 3"], shows: 24 });
  await story.lockstep("apply dev", { shows: 12 });
  const switched = application.writes;
  await delay(300);
  story.check("the application goes on writing, and knows of nothing", application.writes > switched);
  await story.lockstep("contract users_email_type --env dev", {
    says: ["step 3 of 3", "It rides in a later train than the switch"],
  });
  await story.lockstep("apply dev", { shows: 6 });
}

/** Signs up, changes addresses and deletes accounts, one after the other, and remembers what it was acknowledged. */
class Application {
  readonly #client: Client;
  readonly #known = new Map<string, string>();
  readonly #errors: string[] = [];
  #isEnding = false;
  #loop: Promise<void> = Promise.resolve();
  writes = 0;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async start(client: Client, rows: number): Promise<Application> {
    const application = new Application(client);
    for (let n = 1; n <= rows; n++) application.#known.set(String(n), `User${n}@example.org`);
    application.#loop = application.#work(rows);
    return application;
  }

  async stop(): Promise<readonly string[]> {
    this.#isEnding = true;
    await this.#loop;
    return this.#errors;
  }

  async judge(client: Client): Promise<readonly string[]> {
    const { rows } = await client.query<{ id: string; email: string }>("select id, email::text from public.users");
    const wrong = rows.flatMap(({ id, email }) => (this.#known.get(id) === email ? [] : [`row ${id} is ${email}`]));
    return rows.length === this.#known.size ? wrong : [`${rows.length} rows instead of ${this.#known.size}`, ...wrong];
  }

  async #work(rows: number): Promise<void> {
    while (!this.#isEnding) {
      const n = this.writes + 1;
      // user 7 stays as it is, for whoever asks for it at the end
      const id = String(8 + Math.floor(Math.random() * (rows - 8)));
      const email = `New${n}@Example.org`;
      try {
        if (n % 5 === 0) {
          const made = await this.#client.query("insert into public.users (email) values ($1) returning id", [email]);
          this.#known.set(String(made.rows[0]?.id), email);
        } else if (n % 17 === 0) {
          await this.#client.query("delete from public.users where id = $1", [id]);
          this.#known.delete(id);
        } else {
          const { rowCount } = await this.#client.query("update public.users set email = $1, seen = seen + 1 where id = $2", [
            email,
            id,
          ]);
          if (rowCount === 1) this.#known.set(id, email);
        }
      } catch (error) {
        this.#errors.push(error instanceof Error ? error.message : String(error));
      }
      this.writes++;
      await delay(3);
    }
  }
}
