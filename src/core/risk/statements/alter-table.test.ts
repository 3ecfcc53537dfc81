import { beforeAll, describe, expect, it } from "vitest";
import { loadParser, parseSql } from "../../sql/parse-sql.ts";
import { interpretStatement } from "../interpret-statement.ts";
import { SchemaDraft } from "../schema-draft.ts";
import { modelOfText } from "../schema-model.ts";
import type { StatementEffects } from "../statement-effects.ts";

beforeAll(loadParser);

/** What the statements of a file do, from text alone. */
function read(sql: string, major = 18): readonly StatementEffects[] {
  const draft = new SchemaDraft(modelOfText(major));
  return parseSql(sql).map(({ tree }) => interpretStatement(tree, draft));
}

function last(sql: string, major = 18): StatementEffects {
  const effects = read(sql, major).at(-1);
  if (effects === undefined) throw new Error("no statement");
  return effects;
}

const forms = ({ uses }: StatementEffects) => uses.map(({ form }) => form);

describe("from text alone", () => {
  it("a type change never claims a rewrite, and says that it cannot tell", () => {
    const { uses, costs, locks, unknown } = last("alter table users alter column age type bigint");
    expect(uses[0]).toMatchObject({ form: "alter-column-type", part: "age", because: expect.stringContaining("cannot be told") });
    expect({ costs, unknown }).toEqual({ costs: [], unknown: [] });
    expect(locks).toEqual([{ relation: "public.users", mode: "ACCESS EXCLUSIVE", because: null }]);
  });

  it("a type change with a computed USING is a rewrite", () => {
    expect(last("alter table users alter age type int using length(age)").costs).toEqual([
      { relation: "public.users", cost: "rewrite" },
    ]);
  });

  it("SET UNLOGGED is what it says and no certain rewrite", () => {
    const effects = last("alter table users set unlogged");
    expect(forms(effects)).toEqual(["rewrite-table"]);
    expect(effects.costs).toEqual([]);
  });

  it("a default of unknown volatility is a form of its own", () => {
    const { uses, costs } = last("alter table users add column x text default make_id()");
    expect(uses[0]).toMatchObject({ form: "add-column-unknown-default", because: "nobody here knows make_id()" });
    expect(costs).toEqual([]);
  });

  it("a dropped foreign key has another side that is not known", () => {
    expect(last("alter table orders drop constraint orders_user_id_fkey")).toMatchObject({
      uses: [{ form: "drop-foreign-key" }],
      unknown: ["which table the foreign key orders_user_id_fkey of public.orders references"],
    });
    expect(last("alter table orders drop constraint total_positive").unknown).toEqual([]);
  });

  it("a relation that IF EXISTS does not find here may exist all the same", () => {
    expect(last("alter table if exists users drop column if exists age").locks).toHaveLength(1);
  });
});

describe("earlier statements of the file", () => {
  const validated = `
    alter table users add constraint age_there check (age is not null) not valid;
    alter table users validate constraint age_there;`;

  it("prove NOT NULL when they added and validated a check", () => {
    const effects = last(`${validated} alter table users alter column age set not null`);
    expect(effects.uses[0]).toMatchObject({ form: "set-not-null-proven", because: "the check age_there proves it" });
    expect(effects.costs).toEqual([]);
  });

  it("prove nothing before the check is validated, or after it is gone", () => {
    const unvalidated = "alter table users add constraint age_there check (age is not null) not valid;";
    expect(forms(last(`${unvalidated} alter table users alter column age set not null`))).toEqual(["set-not-null"]);
    const dropped = `${validated} alter table users drop constraint age_there;`;
    expect(forms(last(`${dropped} alter table users alter column age set not null`))).toEqual(["set-not-null"]);
  });

  it("tell the other side of a foreign key", () => {
    const sql = "alter table orders add constraint by_user foreign key (user_id) references users (id) not valid;";
    const validate = last(`${sql} alter table orders validate constraint by_user`);
    expect(validate.locks.map(({ relation, mode }) => [relation, mode])).toEqual([
      ["public.orders", "SHARE UPDATE EXCLUSIVE"],
      ["public.users", "ROW SHARE"],
    ]);
    const drop = last(`${sql} alter table orders drop constraint by_user`);
    expect(drop.locks.map(({ relation, mode }) => [relation, mode])).toEqual([
      ["public.orders", "ACCESS EXCLUSIVE"],
      ["public.users", "ACCESS EXCLUSIVE"],
    ]);
  });

  it("tell the old type of a column", () => {
    const added = "alter table users add column code varchar(10);";
    expect(forms(last(`${added} alter table users alter column code type text`))).toEqual(["alter-column-type-in-place"]);
    expect(last(`${added} alter table users alter column code type varchar(5)`).costs).toEqual([
      { relation: "public.users", cost: "rewrite" },
    ]);
  });

  it("tell which domains refuse values", () => {
    const domain = "create domain email as text check (value like '%@%');";
    expect(last(`${domain} alter table users add column mail email`).uses[0]).toMatchObject({
      form: "add-domain-column",
      because: "public.email refuses some values",
    });
  });
});

describe("several clauses", () => {
  it("are forms of their own, and a rewrite covers scans and indexes", () => {
    const effects = last("alter table t add column x int default random(), add check (a > 0), add unique (b)");
    expect(forms(effects)).toEqual(["add-column-volatile-default", "add-check", "add-unique"]);
    expect(effects.costs).toEqual([{ relation: "public.t", cost: "rewrite" }]);
  });

  it("run in the server's order: what one drops proves nothing to another", () => {
    const before = "alter table t add constraint a_there check (a is not null);";
    const effects = last(`${before} alter table t alter column a set not null, drop constraint a_there`);
    expect(forms(effects)).toEqual(["drop-constraint", "set-not-null"]);
  });
});
