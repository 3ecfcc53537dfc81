import { beforeAll, expect, it } from "vitest";
import { modelOfText } from "../risk/schema-model.ts";
import { loadParser } from "../sql/parse-sql.ts";
import { judgeMigration } from "./judge-migration.ts";
import { lintMigration } from "./lint-migration.ts";
import { lintedMigration } from "./linted-migration.ts";
import { indexWithoutConcurrently } from "./rules/index-without-concurrently.ts";

beforeAll(loadParser);

const policy = { major: 18, isLive: false, runnerSetsTimeouts: true, rules: [indexWithoutConcurrently] };
const lint = (text: string, today = "2026-03-01", down: { file: string; text: string } | null = null) => {
  const judged = judgeMigration({ file: "a.sql", text, down }, modelOfText(18));
  return lintedMigration(judged, lintMigration(judged, { ...policy, today }));
};
const index = "create index i on users (email);";
const rulesOf = (found: ReturnType<typeof lint>) => found.findings.map(({ rule }) => rule);

it("keeps what a comment accepts, with its reason and by what", () => {
  const found = lint(`-- lockstep: allow index-without-concurrently because it has forty rows\n${index}\n\n${index}`);
  expect(found.accepted).toMatchObject([
    { finding: { rule: "index-without-concurrently", line: 2 }, reason: "it has forty rows", by: "index-without-concurrently" },
  ]);
  expect(found.findings).toMatchObject([{ rule: "index-without-concurrently", line: 4 }]);
});

it("needs no reason of other linters, and prefers ours where both accept", () => {
  const foreign = "-- squawk-ignore require-concurrent-index-creation\n";
  const own = "-- lockstep: allow index-without-concurrently because small\n";
  expect(lint(foreign + index).accepted).toMatchObject([{ reason: null, by: "squawk:require-concurrent-index-creation" }]);
  expect(lint(foreign + own + index).accepted).toMatchObject([{ reason: "small", by: "index-without-concurrently" }]);
});

it("accepts nothing after the day, without a reason or by an unknown name, and says so", () => {
  const until = "-- lockstep: allow index-without-concurrently because small until 2026-03-01\n";
  expect(lint(until + index).accepted).toHaveLength(1);
  expect(rulesOf(lint(until + index, "2026-03-02"))).toEqual(["expired-suppression", "index-without-concurrently"]);
  expect(rulesOf(lint(`-- lockstep: allow index-without-concurrently\n${index}`))).toEqual([
    "suppression-without-reason",
    "index-without-concurrently",
  ]);
  expect(rulesOf(lint("-- lockstep: allow nonsense because x\nselect 1;"))).toEqual(["unknown-suppression"]);
  expect(rulesOf(lint("-- lockstep: allow index-without-concurrently because x\nselect 1;"))).toEqual(["unused-suppression"]);
});

it("lets no comment accept what is wrong with the file, and keeps the lines that it is about", () => {
  const found = lint("-- lockstep: allow syntax-error because x\nselect from from;\n\\echo hi\nselect 1;\n");
  expect(rulesOf(found)).toEqual(["unknown-suppression", "syntax-error", "meta-command"]);
  expect(found.statements.map(({ line }) => line)).toEqual([4]);
  expect(found.excerpts).toEqual([
    { file: "a.sql", line: 1, text: "-- lockstep: allow syntax-error because x" },
    { file: "a.sql", line: 2, text: "select from from;" },
    { file: "a.sql", line: 3, text: "\\echo hi" },
  ]);
});

it("quotes the file that undoes it where something is wrong there", () => {
  const found = lint("create table t (id int);", "2026-03-01", { file: "a.down.sql", text: "\n\\echo hi\ndrop table t;" });
  expect(found.excerpts).toEqual([{ file: "a.down.sql", line: 2, text: "\\echo hi" }]);
});
