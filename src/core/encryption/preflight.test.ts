import { expect, it } from "vitest";
import { type ColumnUse, judgePreflight, type PreflightColumn, type PreflightFacts } from "./preflight.ts";

const column: PreflightColumn = { name: "token", type: "text", limit: null, isGenerated: false, longest: null, isThere: true };
const facts: PreflightFacts = {
  columns: [column],
  key: [{ name: "id", type: "bigint" }],
  uses: [],
  isHidden: false,
  isOwner: true,
  hasFullIdentity: false,
  publications: [],
  logicalSlots: [],
  logging: [],
};
const use = (kind: ColumnUse["kind"]) => ({ kind, name: "thing", column: "token" });
const judged = (part: Partial<PreflightFacts>, binding: "row" | "column" = "row") =>
  judgePreflight({ ...facts, ...part }, binding);

it("finds nothing to say of a text column with a bigint key", () => {
  expect(judged({})).toEqual({ obstacles: [], warnings: [] });
});

it.each([
  ["no column", { columns: [{ ...column, isThere: false }] }, "there is no column token"],
  [
    "bytea",
    { columns: [{ ...column, type: "bytea" }] },
    `change-type TABLE.token text --using "encode(token, 'hex')" --back "decode(token, 'hex')"; your code`,
  ],
  [
    "jsonb",
    { columns: [{ ...column, type: "jsonb" }] },
    "token is jsonb; only text and varchar can be encrypted: make it text first",
  ],
  ["a generated column", { columns: [{ ...column, isGenerated: true }] }, "generated from other columns"],
  [
    "a varchar that is too short",
    { columns: [{ ...column, type: "character varying(80)", limit: 80, longest: 40 }] },
    "its longest value takes 110 characters encrypted",
  ],
  [
    "a key whose text depends on settings",
    { key: [{ name: "at", type: "timestamp with time zone" }] },
    "bind to the column instead",
  ],
  ["a value in its own key", { key: [{ name: "token", type: "text" }] }, "belongs to the key"],
  ["rows that are hidden", { isHidden: true }, "BYPASSRLS"],
  ["a role that may set no constraint", { isOwner: false }, "only its owner"],
  ...(["unique", "foreign-key", "exclusion", "generated", "policy"] as const).map(
    (kind) => [kind, { uses: [use(kind)] }, "thing"] as const,
  ),
] as const)("refuses %s", (_, part, why) => {
  const { obstacles } = judged(part);
  expect(obstacles).toHaveLength(1);
  expect(obstacles[0]).toContain(why);
});

it("takes a varchar that is long enough, and any key where values are bound to their column", () => {
  expect(judged({ columns: [{ ...column, type: "character varying(110)", limit: 110, longest: 40 }] }).obstacles).toEqual([]);
  expect(judged({ key: [{ name: "at", type: "date" }] }, "column").obstacles).toEqual([]);
});

it("warns of whoever else has seen or will see the values", () => {
  const { obstacles, warnings } = judged({
    uses: (["index", "view", "trigger", "check", "statistics"] as const).map(use),
    hasFullIdentity: true,
    publications: ["everything"],
    logicalSlots: ["debezium"],
    logging: ["log_statement = all"],
  });
  expect(obstacles).toEqual([]);
  expect(warnings).toHaveLength(8);
  expect(warnings.join("\n")).toMatch(
    /replica identity is full[\s\S]*publication everything, slot debezium[\s\S]*log_statement = all/,
  );
});
