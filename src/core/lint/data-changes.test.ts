import { beforeAll, describe, expect, it } from "vitest";
import { modelOfText } from "../risk/schema-model.ts";
import { loadParser } from "../sql/parse-sql.ts";
import { dataChangesIn } from "./data-changes.ts";
import { judgeMigration } from "./judge-migration.ts";
import { modelAfter } from "./model-after.ts";

beforeAll(loadParser);

const changes = (text: string, before?: string) => {
  const model = before === undefined ? modelOfText(18) : modelAfter(before, 18);
  const migration = judgeMigration({ file: "x.sql", text, down: null }, model);
  return [...dataChangesIn(migration)].map(({ verb, relation, rows }) => `${verb} ${relation} ${rows}`);
};

describe("changes of rows", () => {
  it.each([
    ["update users set a = 1", "all"],
    ["update users set a = 1 where true", "all"],
    ["update users set a = 1 where 'x' = 'x'", "all"],
    ["update users set a = 1 where 1 = 2", "some"],
    ["update users set a = 1 where id = 5", "few"],
    ["update users set a = 1 where 5 = id", "few"],
    ["update users set a = 1 where users.id = '5'::bigint", "few"],
    ["update users u set a = 1 where u.id in (1, 2)", "few"],
    ["update users set a = 1 where id = any (array[1, 2])", "few"],
    ["update users set a = 1 where id = any ('{1,2}'::int[])", "few"],
    ["update users set a = 1 where id between 1 and 1000", "few"],
    ["update users set a = 1 where id = 1 or id = 2", "few"],
    ["update users set a = 1 where id = 1 or a = 2", "some"],
    ["update users set a = 1 where (id, a) = (1, 2)", "few"],
    ["update users set a = 1 where id = (select max(id) from users)", "few"],
    ["update users set a = 1 where id > 5", "some"],
    ["update users set a = 1 where not (id = 5)", "some"],
    ["update users set a = 1 where id <> 5", "some"],
    ["update users set a = 1 where status = 'old'", "some"],
    ["update users set a = 1 where status = 'old' and id = 5", "few"],
    ["update users set a = v.a from (values (1, 2)) v (id, a) where users.id = v.id", "few"],
    ["update users set a = t.a from teams t where users.team = t.id", "some"],
    ["update users set a = t.a from teams t where users.team = t.id and t.id = 5", "some"],
    ["update users set a = 1 from teams", "some"],
    ["update users set a = 1 where ctid = any (array(select ctid from users limit 5))", "few"],
  ])("%s: %s", (sql, rows) => {
    expect(changes(sql)).toEqual([`UPDATE public.users ${rows}`]);
  });

  it("knows keys from the schema where there is one, and then trusts no name", () => {
    const before = "create table users (code text, part int, id bigint, primary key (code, part));";
    expect(changes("delete from users where id = 1", before)).toEqual(["DELETE public.users some"]);
    expect(changes("delete from users where code = 'x'", before)).toEqual(["DELETE public.users some"]);
    expect(changes("delete from users where code = 'x' and part = 2", before)).toEqual(["DELETE public.users few"]);
  });

  it("finds them inside WITH, and leaves out tables that the migration makes", () => {
    expect(changes("with gone as (delete from old returning *) insert into new select * from gone")).toEqual([
      "INSERT public.new few",
      "DELETE public.old all",
    ]);
    expect(changes("create table users (id int); update users set id = 2; delete from users;")).toEqual([]);
    expect(changes("create temporary table ids (id int); delete from ids;")).toEqual([]);
  });

  it("takes INSERT for large only when it reads a table that was there", () => {
    expect(changes("insert into a values (1), (2)")).toEqual(["INSERT public.a few"]);
    expect(changes("insert into a select generate_series(1, 5)")).toEqual(["INSERT public.a few"]);
    expect(changes("insert into a select * from b")).toEqual(["INSERT public.a all"]);
    expect(changes("insert into a select * from b where b.name = 'x'")).toEqual(["INSERT public.a few"]);
    expect(changes("merge into a using b on a.id = b.id when matched then delete")).toEqual(["MERGE public.a some"]);
    expect(changes("merge into a using (values (1)) b (id) on a.id = b.id when matched then delete")).toEqual([
      "MERGE public.a few",
    ]);
  });
});
