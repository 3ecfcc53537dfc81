import { expect, test } from "vitest";
import { inOneLine, isPlainPair, transactionControl } from "./transaction-control.ts";

test("every spelling of transaction control is told, whatever comments stand between its words", () => {
  for (const [sql, word] of [
    ["begin /* now */;", "begin"],
    ["BEGIN -- now\n;", "begin"],
    ["begin/**/work;", "begin"],
    ["start /* a */ transaction;", "start"],
    ["start -- a\n  transaction isolation level serializable;", "start"],
    ["prepare /* two-phase */ transaction 'x';", "prepare transaction"],
    ["commit prepared 'x';", "commit"],
    ["rollback/* a */to savepoint a;", "rollback"],
    ["end;", "end"],
    ["abort;", "abort"],
    ["savepoint a;", "savepoint"],
    ["release savepoint a;", "release"],
  ] as const)
    expect([sql, transactionControl(sql)]).toEqual([sql, word]);
  for (const sql of [
    "prepare q as select 1;",
    "prepare /* transaction */ q as select 1;",
    "select 1; -- begin",
    "do $$ begin end $$;",
  ])
    expect([sql, transactionControl(sql)]).toEqual([sql, null]);
});

test("a pair is plain where it asks for nothing that a migration does not get, and comments ask for nothing", () => {
  for (const sql of [
    "begin /* now */;",
    "begin -- read only\n;",
    "start /* a */ transaction;",
    "begin isolation /* serializable */ level read committed, read write;",
    "begin transaction not deferrable;",
    "end /* of it */ transaction",
    "commit and /* really */ no chain;",
  ])
    expect([sql, isPlainPair(sql)]).toEqual([sql, true]);
  for (const sql of [
    "begin read only;",
    "begin /* a */ isolation level /* b */ serializable;",
    "commit and chain;",
    "commit prepared 'x';",
  ])
    expect([sql, isPlainPair(sql)]).toEqual([sql, false]);
  expect(inOneLine("begin -- a\n  read /* b */ only ;")).toBe("begin read only");
});
