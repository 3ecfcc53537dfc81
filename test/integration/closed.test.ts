/**
 * Hostile names and contents of migrations: they are run as what they are, or refused before anything happens. And passwords and keys in
 * whatever goes wrong: they reach no stream, no journal and no file.
 */

import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../../src/core/app-error.ts";
import { refusal, useApplyDesk } from "../support/apply-desk.ts";
import { runLine } from "../support/command-line.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { rowValues } from "../support/row-values.ts";
import { testedMajors } from "../support/tested-majors.ts";

/** What a file says → what it leaves in `ledger`, in order. */
const runs: Readonly<Record<string, readonly [text: string, entries: readonly string[]]>> = {
  "quotes and backslashes": [`insert into ledger values ('it''s'), (E'a\\\\b\\'c'), ('c:\\d');`, ["it's", "a\\b'c", "c:\\d"]],
  "a meta-command in a string": [`insert into ledger values ('\n\\! echo harm\n');`, ["\n\\! echo harm\n"]],
  "COMMIT in strings, names and comments": [
    `-- COMMIT;\n/* ROLLBACK; /* COMMIT; */ */\ninsert into ledger values ('COMMIT;'), ($$; COMMIT; $$);`,
    ["COMMIT;", "; COMMIT; "],
  ],
  "dollar quotes in dollar quotes": [`do $outer$ begin insert into ledger values ($in$x;$y$;$in$); end $outer$;`, ["x;$y$;"]],
  "what reads as our own quoting": [`insert into ledger values (''');--'), ('"}'), ('\\u0000');`, ["');--", '"}', "\\u0000"]],
  "settings that would redirect the journal": [
    `create schema lockstep_evil; create table lockstep_evil.journal (x int);
     set search_path = lockstep_evil, public; set session_replication_role = replica;
     select set_config('standard_conforming' || '_strings', 'off', false);
     set datestyle = 'SQL, DMY'; set timezone = 'Asia/Kathmandu'; set transform_null_equals = on; set extra_float_digits = 0;
     create temp table journal (y int); prepare p as select 1; listen somebody; declare c cursor with hold for select 1;
     insert into public.ledger values ('set');`,
    ["set"],
  ],
  "a role that may do nothing": [
    `do $$ begin create role lockstep_nobody; exception when duplicate_object then null; end $$;
     grant usage on schema public to lockstep_nobody; grant insert on ledger to lockstep_nobody; grant usage on sequence ledger_at_seq to lockstep_nobody;
     set role lockstep_nobody; insert into ledger values ('as nobody');`,
    ["as nobody"],
  ],
  "emoji, combining and wide characters": [`insert into ledger values ('👩🏽‍🚀 e\u0301 漢');`, ["👩🏽‍🚀 e\u0301 漢"]],
  "another line ending and a byte order mark": ["\uFEFFinsert into ledger values ('crlf')\r\n;\r\n", ["crlf"]],
  "locks that are given back": [`select pg_advisory_unlock_all(); insert into ledger values ('unlocked');`, ["unlocked"]],
};

/** What a file says → the rule that refuses it. */
const refused: Readonly<Record<string, readonly [bytes: string | Buffer, message: RegExp]>> = {
  "COMMIT in the middle": ["insert into ledger values ('x'); COMMIT; insert into ledger values ('y');", /COMMIT/],
  "a transaction of its own behind a comment": [
    "/* a */ begin /* b */; insert into ledger values ('x'); rollback;",
    /BEGIN|ROLLBACK/,
  ],
  "an isolation level that would be dropped": [
    "begin isolation level serializable; insert into ledger values ('x'); commit;",
    /isolation level serializable/,
  ],
  "strings that end elsewhere": [
    "set standard_conforming_strings = off; insert into ledger values ('x\\'); --');",
    /standard_conforming_strings = off/,
  ],
  "PREPARE TRANSACTION": ["insert into ledger values ('x'); prepare transaction 'lost';", /PREPARE/],
  "a shell command": ["insert into ledger values ('x');\n\\! touch /tmp/harm\n", /psql command/],
  "an included file": ["\\i other.sql\ninsert into ledger values ('x');", /psql command/],
  "COPY data": ["insert into ledger values ('x');\ncopy ledger from stdin;\na\n\\.\n", /COPY data/],
  "COPY without its end": ["copy ledger from stdin;\ninsert into ledger values ('x');\n", /COPY/],
  "an open quote": ["insert into ledger values ('x'); insert into ledger values ('y);", /quote/],
  "an open comment": ["insert into ledger values ('x'); /* /* */", /comment/],
  NUL: ["insert into ledger values ('x\0');", /NUL/],
  "text that reads otherwise than it runs": ["insert into ledger values ('x\u202e');", /bidirectional/],
  "bytes that are not UTF-8": [Buffer.from("insert into ledger values ('\xe9');", "latin1"), /UTF-8/],
};

describe.each(testedMajors())("hostile migrations on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const desk = useApplyDesk();

  it.each(Object.entries(runs))("%s are run as they are", async (_, [text, entries]) => {
    const dev = await createDatabase(server(), "create table ledger (entry text, at serial)");
    desk.migration("20260101000000_hostile.sql", text);
    desk.migration("20260102000000_after.sql", "insert into ledger values ('after');");
    await desk.apply({ dev });
    expect(await rowValues(dev, "select entry from ledger order by at")).toEqual([...entries, "after"]);
    expect(await rowValues(dev, "select file from lockstep.journal where event = 'applied' order by seq")).toEqual([
      "20260101000000_hostile.sql",
      "20260102000000_after.sql",
    ]);
    expect(await runLine(["log", "verify", "dev"], { cwd: desk.folder(), env: { DATABASE_URL: dev } })).toMatchObject({
      code: 0,
    });
  });

  it.each(Object.entries(refused))("%s is refused before anything happens", async (_, [bytes, message]) => {
    const dev = await createDatabase(server(), "create table ledger (entry text)");
    desk.migration("20260101000000_fine.sql", "insert into ledger values ('fine');");
    writeFileSync(join(desk.folder(), "db/migrations/20260102000000_hostile.sql"), bytes);
    const error = await refusal(desk.apply({ dev }));
    expect(error.code).toBe("MIGRATION_INVALID");
    expect(error.message).toMatch(/^20260102000000_hostile\.sql:\d+:\d+: /);
    expect(error.message).toMatch(message);
    expect(await rowValues(dev, "select entry from ledger")).toEqual([]);
  });

  it("links that lead out of the folder are refused, those inside are files", async () => {
    const dev = await createDatabase(server(), "create table ledger (entry text)");
    const outside = join(desk.folder(), "outside.sql");
    writeFileSync(outside, "insert into ledger values ('outside');");
    symlinkSync(outside, join(desk.folder(), "db/migrations/20260101000000_link.sql"));
    expect((await refusal(desk.apply({ dev }))).message).toMatch(/leads out of the migrations folder/);
    rmSync(join(desk.folder(), "db/migrations/20260101000000_link.sql"));
    mkdirSync(join(desk.folder(), "db/migrations/texts"));
    writeFileSync(join(desk.folder(), "db/migrations/texts/inside.sql"), "insert into ledger values ('inside');");
    symlinkSync("texts/inside.sql", join(desk.folder(), "db/migrations/20260101000000_link.sql"));
    await desk.apply({ dev });
    expect(await rowValues(dev, "select entry from ledger")).toEqual(["inside"]);
  });

  it("names of files are data and nothing else", { timeout: 120_000 }, async () => {
    const piece = fc.constantFrom(
      "'",
      '"',
      ";",
      "--",
      "$$",
      "`",
      "$(x)",
      "\\",
      "%",
      "|",
      "&",
      " ",
      "\n",
      "..",
      "é",
      "漢",
      "👍",
      "a",
      "drop table ledger",
    );
    const names = fc.array(piece, { minLength: 1, maxLength: 12 }).map((parts) => parts.join("").replaceAll("/", ""));
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const dev = await createDatabase(server(), "create table ledger (entry text)");
        const file = `20260101000000_${name}.sql`;
        const path = join(desk.folder(), "db/migrations", file);
        desk.migration(file, "insert into ledger values ('ran');");
        try {
          await desk.apply({ dev });
          expect(await rowValues(dev, "select entry from ledger")).toEqual(["ran"]);
          expect(await rowValues(dev, "select file from lockstep.journal where event = 'applied'")).toEqual([file]);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          expect(error.code).toBe("MIGRATION_INVALID");
          expect(await rowValues(dev, "select entry from ledger")).toEqual([]);
        } finally {
          rmSync(path);
        }
      }),
      { numRuns: 25, seed: 7 },
    );
  });

  it("two hundred characters of a name fit", async () => {
    const dev = await createDatabase(server(), "create table ledger (entry text)");
    const file = `20260101000000_${"a".repeat(200)}.sql`;
    desk.migration(file, "insert into ledger values ('long');");
    await desk.apply({ dev });
    expect(await rowValues(dev, "select file from lockstep.journal where event = 'applied'")).toEqual([file]);
  });

  it("secrets reach no stream, journal, log or evidence in whatever goes wrong", { timeout: 120_000 }, async () => {
    const canary = "kanarienvogel-7f3a9c";
    const url = await createDatabase(server(), `create table ledger (entry text); create role teller login password '${canary}'`);
    const at = (change: (address: URL) => void): string => {
      const address = new URL(url);
      address.username = "teller";
      address.password = canary;
      change(address);
      return address.href;
    };
    const good = at(() => undefined);
    for (const grant of [`create on database "${new URL(url).pathname.slice(1)}"`, "all on schema public", "all on ledger"])
      await rowValues(url, `grant ${grant} to teller`);
    const failures: readonly (readonly [what: string, env: string, text: string, words?: readonly string[]])[] = [
      [
        "a wrong password",
        at((address) => {
          address.password = `${canary}-wrong`;
        }),
        "select 1;",
      ],
      [
        "no such database",
        at((address) => {
          address.pathname = "/nowhere";
        }),
        "select 1;",
      ],
      [
        "no such host",
        at((address) => {
          address.hostname = "nowhere.invalid";
        }),
        "select 1;",
      ],
      [
        "a closed port",
        at((address) => {
          address.port = "1";
        }),
        "select 1;",
      ],
      [
        "TLS that is not there",
        at((address) => {
          address.searchParams.set("sslmode", "verify-full");
        }),
        "select 1;",
      ],
      ["a broken URL", `postgres://teller:${canary}@[::bad/x`, "select 1;"],
      ["a syntax error", good, "selectt 1;"],
      ["a failing statement", good, "insert into ledger values ('1'); select 1/0;"],
      ["missing rights", good, "create role other;"],
      ["a URL on the command line", good, "select 1/0;", ["--env", good]],
      ["verbose output", good, "select 1/0;", ["--verbose"]],
      ["JSON output", good, "select 1/0;", ["--format", "json"]],
      ["a server's own words", good, "do $$ begin raise exception 'refused by %', current_setting('server_version'); end $$;"],
      ["success", good, "insert into ledger values ('fine');"],
    ];
    const told: string[] = [];
    for (const [what, env, text, words = []] of failures) {
      desk.migration("20260101000000_secret.sql", text);
      const line = what === "a URL on the command line" ? ["apply", ...words] : ["apply", "dev", ...words];
      const { code, stdout, stderr } = await runLine(line, {
        cwd: desk.folder(),
        env: { DATABASE_URL: env, HOME: join(desk.folder(), "home"), PATH: process.env.PATH ?? "" },
      });
      expect(code === 0, what).toBe(what === "success");
      expect(stdout + stderr, what).not.toBe("");
      for (const text of [stdout, stderr]) if (text.includes(canary)) told.push(what);
    }
    expect(told).toEqual([]);
    const journal = await rowValues(url, "select j::text from lockstep.journal j");
    expect(journal.length).toBeGreaterThan(2);
    expect(JSON.stringify(journal)).not.toContain(canary);
    for (const file of readdirSync(desk.folder(), { recursive: true, withFileTypes: true }))
      if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name), "utf8"), file.name).not.toContain(canary);
  });
});
