import type { MutationSuite } from "./mutation.ts";

const on = (text: string) => `create or replace trigger t_plain ${text}`;
const plain = "before insert or update on m_trigger.t for each row";

/** Triggers: every fact once. */
export const triggerMutations: MutationSuite = {
  kind: "trigger",
  setup: () => `
    create schema m_trigger;
    create function m_trigger.f() returns trigger language plpgsql as 'begin return new; end';
    create function m_trigger.g() returns trigger language plpgsql as 'begin return new; end';
    create table m_trigger.t (a integer primary key, b text, c text);
    create table m_trigger.other (a integer primary key);
    create view m_trigger.v as select a, b from m_trigger.t;
    create trigger t_plain ${plain} execute function m_trigger.f();
    create trigger t_when before update on m_trigger.t for each row
      when (old.b is distinct from new.b and new.c = ') EXECUTE FUNCTION "x" WHEN (') execute function m_trigger.f();
    create trigger t_columns before update of b on m_trigger.t for each row execute function m_trigger.f();
    create trigger t_arguments before insert on m_trigger.t for each row execute function m_trigger.f('one', '', 'it''s \\000 ä');
    create trigger t_statement after insert on m_trigger.t for each statement execute function m_trigger.f();
    create trigger t_tables after update on m_trigger.t referencing old table as before_rows new table as after_rows
      for each statement execute function m_trigger.f();
    create trigger t_view instead of insert on m_trigger.v for each row execute function m_trigger.f();
    create constraint trigger t_constraint after insert on m_trigger.t deferrable for each row execute function m_trigger.f();
    create constraint trigger t_from after insert on m_trigger.t from m_trigger.other for each row execute function m_trigger.f();
    create table m_trigger.parted (a integer, b text) partition by range (a);
    create table m_trigger.parted_1 partition of m_trigger.parted for values from (0) to (10);
    create table m_trigger.parted_2 (a integer, b text);
    create trigger t_parted after insert on m_trigger.parted for each row when (new.a > 0) execute function m_trigger.f();
    create constraint trigger t_parted_constraint after insert on m_trigger.parted deferrable for each row execute function m_trigger.f();
    create table m_trigger.child (a integer references m_trigger.t deferrable);`,
  mutations: [
    {
      name: "after instead of before",
      sql: on("after insert or update on m_trigger.t for each row execute function m_trigger.f()"),
      expect: { fact: "timing" },
    },
    {
      name: "for each statement",
      sql: on("before insert or update on m_trigger.t for each statement execute function m_trigger.f()"),
      expect: { fact: "level" },
    },
    {
      name: "an event more",
      sql: on("before insert or update or delete on m_trigger.t for each row execute function m_trigger.f()"),
      expect: { fact: "events" },
    },
    {
      name: "on truncate",
      sql: "create or replace trigger t_statement after insert or truncate on m_trigger.t for each statement execute function m_trigger.f()",
      expect: { fact: "events" },
    },
    {
      name: "another event on a view",
      sql: "create or replace trigger t_view instead of update on m_trigger.v for each row execute function m_trigger.f()",
      expect: { fact: "events" },
    },
    {
      name: "a column more",
      sql: "create or replace trigger t_columns before update of b, c on m_trigger.t for each row execute function m_trigger.f()",
      expect: { fact: "columns" },
    },
    {
      name: "another condition",
      sql: `create or replace trigger t_when before update on m_trigger.t for each row
        when (old.b is distinct from new.b and new.c = ') EXECUTE FUNCTION "x"') execute function m_trigger.f()`,
      expect: { fact: "when" },
    },
    { name: "a condition", sql: on(`${plain} when (new.a > 1) execute function m_trigger.f()`), expect: { fact: "when" } },
    { name: "another function", sql: on(`${plain} execute function m_trigger.g()`), expect: { fact: "function" } },
    { name: "an argument", sql: on(`${plain} execute function m_trigger.f('x')`), expect: { fact: "arguments" } },
    {
      name: "another argument",
      sql: "create or replace trigger t_arguments before insert on m_trigger.t for each row execute function m_trigger.f('one', '', 'it''s \\001 ä')",
      expect: { fact: "arguments" },
    },
    { name: "disabled", sql: "alter table m_trigger.t disable trigger t_plain", expect: { fact: "enabled" } },
    { name: "on replicas", sql: "alter table m_trigger.t enable replica trigger t_plain", expect: { fact: "enabled" } },
    { name: "always", sql: "alter table m_trigger.t enable always trigger t_plain", expect: { fact: "enabled" } },
    {
      name: "disabled on one partition",
      sql: "alter table m_trigger.parted_1 disable trigger t_parted",
      expect: { fact: "enabled" },
    },
    {
      name: "another old table",
      sql: `create or replace trigger t_tables after update on m_trigger.t referencing old table as earlier new table as after_rows
        for each statement execute function m_trigger.f()`,
      expect: { fact: "oldTable" },
    },
    {
      name: "no new table",
      sql: `create or replace trigger t_tables after update on m_trigger.t referencing old table as before_rows
        for each statement execute function m_trigger.f()`,
      expect: { fact: "newTable" },
    },
    {
      name: "becomes a constraint trigger",
      sql: `drop trigger t_plain on m_trigger.t;
        create constraint trigger t_plain after insert or update on m_trigger.t for each row execute function m_trigger.f()`,
      expect: { fact: "isConstraint" },
    },
    {
      name: "without the table that it watches",
      sql: `drop trigger t_from on m_trigger.t;
        create constraint trigger t_from after insert on m_trigger.t for each row execute function m_trigger.f()`,
      expect: { fact: "referencedTable" },
    },
    {
      name: "not deferrable",
      sql: `drop trigger t_constraint on m_trigger.t;
        create constraint trigger t_constraint after insert on m_trigger.t for each row execute function m_trigger.f()`,
      expect: { fact: "deferrable" },
    },
    {
      name: "initially deferred",
      sql: `drop trigger t_constraint on m_trigger.t;
        create constraint trigger t_constraint after insert on m_trigger.t deferrable initially deferred for each row execute function m_trigger.f()`,
      expect: { fact: "initiallyDeferred" },
    },
    {
      name: "a partition's copy becomes its own",
      sql: `drop trigger t_parted on m_trigger.parted;
        create trigger t_parted after insert on m_trigger.parted_1 for each row when (new.a > 0) execute function m_trigger.f()`,
      expect: { fact: "inheritedFrom" },
    },
    {
      name: "a new partition gets copies",
      sql: "alter table m_trigger.parted attach partition m_trigger.parted_2 for values from (10) to (20)",
      expect: { change: "add" },
      also: ["table", "column"],
    },
    { name: "dropped", sql: "drop trigger t_plain on m_trigger.t", expect: { change: "remove" } },
    {
      name: "new",
      sql: "create trigger t_new before delete on m_trigger.other for each row execute function m_trigger.f()",
      expect: { change: "add" },
    },
  ],
};
