/** What the README tells people to run on production does what it says. */

import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { audit } from "../../src/index.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";

const readme = readFileSync(join(import.meta.dirname, "..", "..", "README.md"), "utf8");
const [makeRole = "", grants = ""] = [...readme.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");
const ignored = /`"ignore": (\[[^\]]+\])`/.exec(readme)?.[1] ?? "[]";

const server = useServer(18);
const schema = `
  create table users (id bigint generated always as identity primary key, email text not null check (email <> ''));
  create view emails as select email from users;
  create function total(a int, b int) returns int language sql as 'select a + b';
  create policy own on users using (true);`;

describe("the README's role for audits", () => {
  it("sees everything, makes no difference itself, and cannot write", async () => {
    const [dev, production] = [await createDatabase(server(), schema), await createDatabase(server(), schema)];
    await execSql(production, makeRole);
    const url = new URL(production);
    url.username = "lockstep_audit";
    url.password = "a long random password";
    const env = { DATABASE_URL: dev, PRODUCTION_DATABASE_URL: url.href };
    expect(await audit({ cwd: tmpdir(), env })).toMatchObject({ inSync: true, changes: [], notCompared: [] });
    await execSql(production, "alter table users add column nickname text");
    expect((await audit({ cwd: tmpdir(), env })).changes.map(({ id }) => id)).toEqual(["column:public.users.nickname"]);
    await expect(execSql(url.href, "create table public.mine ()")).rejects.toThrow(/read-only|permission denied/);
    await expect(execSql(url.href, "select * from users")).rejects.toThrow("permission denied");

    await execSql(production, "alter table users drop column nickname");
    await execSql(production, grants.replace("database portal", `database ${url.pathname.slice(1)}`));
    expect((await audit({ cwd: tmpdir(), env })).inSync).toBe(false);
    const ignore: string[] = JSON.parse(ignored);
    expect(await audit({ cwd: tmpdir(), env, ignore })).toMatchObject({ inSync: true, summary: { ignored: 4 }, findings: [] });
    expect(await execSql(url.href, "select * from users")).toEqual([]);
  });
});
