import { beforeAll, describe, expect, it } from "vitest";
import { loadParser, parseSql } from "../../sql/parse-sql.ts";
import { interpretStatement } from "../interpret-statement.ts";
import { SchemaDraft } from "../schema-draft.ts";
import { modelOfText } from "../schema-model.ts";
import type { StatementEffects } from "../statement-effects.ts";

/** The effects of the last statement, and the schema that the text leaves. */
function read(sql: string, major = 18): StatementEffects & { readonly draft: SchemaDraft } {
  const draft = new SchemaDraft(modelOfText(major));
  const all = parseSql(sql).map(({ tree }) => interpretStatement(tree, draft));
  const last = all.at(-1);
  if (last === undefined) throw new Error("no statement");
  return { ...last, draft };
}

const locks = ({ locks: all }: StatementEffects) => Object.fromEntries(all.map(({ relation, mode }) => [relation, mode]));
const forms = ({ uses }: StatementEffects) => uses.map(({ form }) => form);

describe("from the text alone", () => {
  beforeAll(loadParser);

  it("a relation that the text names is locked, and what may stand around it is left out", () => {
    expect(locks(read("drop table users"))).toEqual({ "public.users": "ACCESS EXCLUSIVE" });
    expect(locks(read("drop index users_name"))).toEqual({ "public.users_name": "ACCESS EXCLUSIVE" });
    expect(locks(read("truncate users, app.orders"))).toEqual({
      "app.orders": "ACCESS EXCLUSIVE",
      "public.users": "ACCESS EXCLUSIVE",
    });
  });

  it("CASCADE reaches what nobody can know", () => {
    expect(read("drop table users cascade").unknown).not.toEqual([]);
    expect(read("drop table users").unknown).toEqual([]);
  });

  it("ATTACH reads the partition: its parent's key is not known", () => {
    const effects = read("alter table p add check (id >= 1); alter table t attach partition p for values from (1) to (2)");
    expect(forms(effects)).toEqual(["attach-partition"]);
    expect(effects.costs).toEqual([{ relation: "public.p", cost: "scan" }]);
  });

  it("a parent of the same text tells its key, and a check on the partition proves the bound", () => {
    const effects = read(`create table t (id int) partition by range (id);
      create table p (id int not null, check (id >= 1 and id < 2));
      alter table t attach partition p for values from (1) to (2)`);
    expect(forms(effects)).toEqual(["attach-partition-proven"]);
  });

  it("CREATE INDEX locks a table of the text for nobody: it is new", () => {
    const { draft } = read("create table t (a int); create index on t (a)");
    expect([...draft.newRelations()]).toEqual(["public.t", "public.t_a_idx"]);
  });

  it("statements that cannot share a transaction say so", () => {
    const outside = [
      "create index concurrently i on t (a)",
      "drop index concurrently i",
      "reindex index concurrently i",
      "vacuum t",
    ];
    for (const sql of outside) expect(read(sql).transaction).toBe("outside");
    expect(read("alter table t detach partition p concurrently").transaction).toBe("outside");
    expect(read("create index i on t (a)").transaction).toBe("either");
  });
});

describe("what a text makes", () => {
  beforeAll(loadParser);

  it("has the names that the server would give", () => {
    const { draft } = read(`
      create table users (id serial primary key, email text unique, account_id bigint references accounts, check (id > 0), unique (email, id));
      create index on users (lower(email), id) include (account_id)`);
    expect([...draft.newRelations()].sort()).toEqual([
      "public.users",
      "public.users_email_id_key",
      "public.users_email_key",
      "public.users_id_seq",
      "public.users_lower_id_account_id_idx",
      "public.users_pkey",
    ]);
    const names = draft.known("public.users")?.constraints.map(({ name, type }) => `${type} ${name}`);
    expect(names).toEqual([
      "p users_pkey",
      "u users_email_key",
      "f users_account_id_fkey",
      "c users_id_check",
      "u users_email_id_key",
    ]);
  });

  it("a second index of the same columns gets a number", () => {
    const { draft } = read("create table t (a int); create index on t (a); create index on t (a)");
    expect(draft.known("public.t_a_idx1")?.table).toBe("public.t");
  });

  it("a partition has its parent's columns, checks and indexes", () => {
    const { draft } = read(`create table t (id int primary key, a text, check (a <> '')) partition by range (id);
      create index on t (a);
      create table p partition of t for values from (1) to (minvalue)`);
    expect(draft.known("public.p")?.columns.map(({ name, notNull }) => [name, notNull])).toEqual([
      ["id", true],
      ["a", false],
    ]);
    expect(draft.known("public.p")?.partitionBound).toBe("FOR VALUES FROM (1) TO (MINVALUE)");
    expect(draft.indexesOf("public.p").map(({ name, parents }) => [name, ...parents])).toEqual([
      ["public.p_pkey", "public.t_pkey"],
      ["public.p_a_idx", "public.t_a_idx"],
    ]);
  });

  it("a new name goes through everything that mentions the old one", () => {
    const { draft } = read(`create table t (id int primary key, a int check (a > 0)) partition by list (id);
      create table u (t_id int references t (id));
      create view v as select id from t;
      alter table t rename column id to key;
      alter table t rename to things`);
    expect(draft.known("public.things")).toMatchObject({ partitionKey: "LIST (key)" });
    expect(draft.known("public.t_pkey")).toMatchObject({ table: "public.things", index: { columns: ["key"] } });
    expect(draft.known("public.u")?.constraints[0]).toMatchObject({ referenced: "public.things", referencedColumns: ["key"] });
    expect(draft.known("public.v")?.reads).toEqual(["public.things"]);
  });

  it("a table made from a query has the columns that the query gives", () => {
    const { draft } = read(`create table t (a int, b varchar(3));
      create table x as select t.*, b as c, 1::numeric as n, lower(b), count(*) from t`);
    expect(draft.known("public.x")?.columns.map(({ name, type }) => [name, type])).toEqual([
      ["a", "integer"],
      ["b", "character varying(3)"],
      ["c", "character varying(3)"],
      ["n", "numeric"],
      ["lower", null],
      ["count", null],
    ]);
  });

  it("what is dropped takes its indexes, sequences and partitions along", () => {
    const { draft } = read(`create table t (id serial primary key) partition by range (id);
      create table p partition of t default;
      drop table t`);
    expect([...draft.newRelations()]).toEqual([]);
  });
});
