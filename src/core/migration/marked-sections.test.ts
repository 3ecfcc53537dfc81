import { describe, expect, it } from "vitest";
import { readMigration } from "./read-migration.ts";

const read = (text: string) => readMigration("20260101000000_a.sql", text);

describe("files with both directions in one text", () => {
  it.each([
    ["dbmate", "-- migrate:up\ncreate table a ();\n\n-- migrate:down\ndrop table a;\n"],
    ["goose", "-- +goose Up\ncreate table a ();\n\n-- +goose Down\ndrop table a;\n"],
    ["sql-migrate", "-- +migrate Up\ncreate table a ();\n\n-- +migrate Down\ndrop table a;\n"],
    ["node-pg-migrate", "-- Up Migration\ncreate table a ();\n\n-- Down Migration\ndrop table a;\n"],
  ])("are read as %s means them", (_, text) => {
    const script = read(text);
    expect(script.statements).toEqual([{ sql: "create table a ();", line: 2, column: 1 }]);
    expect(script.rollback).toEqual([{ sql: "drop table a;", line: 5, column: 1 }]);
    expect([script.transaction, script.rollbackTransaction]).toEqual(["one", "one"]);
  });

  it("say which direction runs without a transaction", () => {
    const dbmate = read("-- migrate:up transaction:false\nvacuum;\n-- migrate:down\nselect 1;\n");
    expect([dbmate.transaction, dbmate.rollbackTransaction]).toEqual(["none", "one"]);
    const goose = read("-- +goose NO TRANSACTION\n-- +goose Up\nvacuum;\n-- +goose Down\nvacuum;\n");
    expect([goose.transaction, goose.rollbackTransaction]).toEqual(["none", "none"]);
  });

  it("need not say how they are undone, and a word of prose is no mark", () => {
    expect(read("-- migrate:up\ncreate table a ();\n").rollback).toBeNull();
    expect(read("-- what goes up migrates\ncreate table a ();\n-- down the road\ndrop table a;\n").statements).toHaveLength(2);
  });
});
