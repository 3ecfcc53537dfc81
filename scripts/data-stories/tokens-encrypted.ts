/** 200,000 plain OAuth tokens become ciphertext while the application reads and refreshes them; the run is killed twice. */

import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { dataKeysSql, type EncryptedColumn, openKeyring, type StoredDataKey } from "../../src/encryption.ts";
import type { DataStory } from "./data-story.ts";

const id = "0b0d6a52-3f8e-4c7b-9a57-1c8de0a9b6f1";
const kek = randomBytes(32).toString("base64");
const first = (n: number) => `ya29.a0Af_${"x".repeat(40)}_${n}`;

/** Plays it. */
export async function tokensEncrypted(story: DataStory, rows: number): Promise<void> {
  story.title(`${rows} tokens are encrypted on production`);
  const url = await story.database(`
    create table public.email_accounts (id bigint generated always as identity primary key, access_token text, note text not null default '');
    insert into public.email_accounts (access_token) select 'ya29.a0Af_' || repeat('x', 40) || '_' || n from generate_series(1, ${rows}) n;
    create index email_accounts_token on public.email_accounts (access_token);`);
  const admin = await story.client(url);
  await admin.query("vacuum analyze public.email_accounts");
  story.connect({ PRODUCTION_DATABASE_URL: url, TOKEN_KEY: kek });
  const launch = new Date(Date.now() + 12 * 86_400_000).toISOString().slice(0, 10);
  story.write(
    "lockstep.config.ts",
    `import { defineConfig, env } from "lockstep";
export default defineConfig({
  environments: { production: { url: env("PRODUCTION_DATABASE_URL"), protected: true } },
  launch: { date: "${launch}" },
});\n`,
  );
  story.write(
    "db/jobs/tokens.ts",
    `import { defineEncryption, env } from "lockstep";
export default defineEncryption({ id: "${id}", table: "public.email_accounts", columns: ["access_token"], key: env("TOKEN_KEY"), binding: "row" });\n`,
  );
  story.write(
    "db/migrations/20261001090000_accounts.sql",
    "create table if not exists public.email_accounts (id bigint generated always as identity primary key, access_token text, note text not null default '');\n",
  );
  const on = "--env production --confirm production";
  await story.lockstep("baseline production --confirm production", { shows: 3 });
  await story.lockstep(`encrypt run tokens ${on}`, { exit: 3, says: ["nobody has said so"] });
  story.say("The keys are there. The application is deployed: it reads both forms, and writes ciphertext.");
  const application = await Application.start(await story.client(url), rows);
  const line = `encrypt run tokens ${on} --ack deployed:tokens`;
  try {
    for (const share of [0.2, 0.6]) {
      const run = story.start(line);
      const isKilled = await killedAt(run, admin, share * rows);
      story.say(`$ lockstep ${line}   … killed`);
      story.check(`the run was killed at about ${share * 100} %`, isKilled);
    }
    await story.lockstep(line, { says: ["production: public.email_accounts is encrypted", "every value opens"], shows: 20 });
  } finally {
    // a claim that fails ends the story, and nobody writes any more
    await application.stop();
  }
  const errors = await application.stop();
  story.check(
    `the application has refreshed ${application.refreshed} tokens and read ${application.reads}, without an error`,
    errors.length === 0,
    errors,
  );
  const wrong = await application.judge(admin);
  story.check(`all ${rows} rows open to what the application was acknowledged`, wrong.length === 0, wrong.slice(0, 5));
  await story.lockstep(`encrypt verify tokens --env production`, { shows: 12 });
  await story.lockstep(`encrypt run tokens ${on} --ack deployed:tokens`, { shows: 8 });
  await story.lockstep(`encrypt scrub tokens ${on} --ack rewrite:public.email_accounts`, { shows: 30 });
  await story.lockstep("launch check", { exit: 2, shows: 40 });
}

async function killedAt(
  run: { readonly kill: () => void; readonly ended: Promise<unknown> },
  admin: Client,
  rows: number,
): Promise<boolean> {
  let isOver = false;
  void run.ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const there = await admin.query("select to_regclass('lockstep.job_chunk') is not null as there");
    if (there.rows[0]?.there === true) {
      const { rows: found } = await admin.query("select coalesce(sum(read), 0)::int as read from lockstep.job_chunk");
      if (found[0]?.read >= rows) {
        run.kill();
        await run.ended;
        return true;
      }
    }
    await delay(10);
  }
  return false;
}

/** Reads and refreshes tokens, one after the other, and remembers what it was acknowledged. */
class Application {
  readonly #client: Client;
  readonly #column: EncryptedColumn;
  readonly #rows: number;
  readonly #known = new Map<number, string>();
  readonly #errors: string[] = [];
  #isEnding = false;
  #loop: Promise<void> = Promise.resolve();
  refreshed = 0;
  reads = 0;

  private constructor(client: Client, column: EncryptedColumn, rows: number) {
    this.#client = client;
    this.#column = column;
    this.#rows = rows;
  }

  static async start(client: Client, rows: number): Promise<Application> {
    const { rows: keys } = await client.query<StoredDataKey>(dataKeysSql);
    const column = openKeyring({ kek, keys }).column({ id, column: "access_token", binding: "row" });
    const application = new Application(client, column, rows);
    application.#loop = application.#work();
    return application;
  }

  async stop(): Promise<readonly string[]> {
    this.#isEnding = true;
    await this.#loop;
    return this.#errors;
  }

  async judge(client: Client): Promise<readonly string[]> {
    const { rows } = await client.query<{ id: string; access_token: string }>(
      "select id, access_token from public.email_accounts",
    );
    const wrong = rows.length === this.#rows ? [] : [`${rows.length} rows`];
    for (const row of rows) {
      const number = Number(row.id);
      if (!row.access_token.startsWith("ls1.")) wrong.push(`row ${row.id} is not encrypted`);
      else if (this.#column.decrypt(row.access_token, row.id) !== (this.#known.get(number) ?? first(number)))
        wrong.push(`row ${row.id} is another token`);
    }
    return wrong;
  }

  async #work(): Promise<void> {
    while (!this.#isEnding) {
      const key = 1 + Math.floor(Math.random() * this.#rows);
      try {
        const { rows } = await this.#client.query("select access_token from public.email_accounts where id = $1", [key]);
        const token = this.#column.decrypt(String(rows[0]?.access_token), String(key));
        this.reads++;
        if (token !== (this.#known.get(key) ?? first(key))) this.#errors.push(`row ${key} read as another token`);
        const next = `ya29.new_${randomBytes(12).toString("hex")}`;
        await this.#client.query("update public.email_accounts set access_token = $1 where id = $2", [
          this.#column.encrypt(next, String(key)),
          key,
        ]);
        this.#known.set(key, next);
        this.refreshed++;
      } catch (error) {
        this.#errors.push(error instanceof Error ? error.message : String(error));
      }
      await delay(3);
    }
  }
}
