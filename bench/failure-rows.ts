/**
 * The failures, one function each: what is done to a runner, what it did, and whether that is ideal. The claims of a row are the same for
 * everybody; what only we promise (how to go on from there) is claimed of ours alone.
 */

import { setTimeout as delay } from "node:timers/promises";
import type { Ended } from "../test/support/run-program.ts";
import type { FailureCase } from "./failure-case.ts";
import { type Draft, stemOf } from "./failure-runners.ts";
import { ReplyLoser } from "./reply-loser.ts";

/** Something that is ideal when it holds. */
export type Claim = readonly [what: string, holds: boolean];

/** What came of a row. */
export interface RowOutcome {
  /** In a few words. */
  readonly did: string;
  readonly claims: readonly Claim[];
}

/** A row of the table. */
export interface FailureRow {
  readonly id: string;
  readonly title: string;
  readonly run: (at: FailureCase) => Promise<RowOutcome>;
}

const a: Draft = { version: "20250101000001", name: "first", statements: ["create table first (id int)"] };
const b: Draft = { version: "20250101000002", name: "second", statements: ["create table second (id int)"] };
const c: Draft = { version: "20250101000003", name: "third", statements: ["create table third (id int)"] };

/** The table, in its order. */
export const failureRows: readonly FailureRow[] = [
  { id: "edited", title: "an applied file was edited, rerun", run: edited },
  { id: "deleted", title: "an applied file was deleted, rerun", run: deleted },
  { id: "late", title: "an older file comes late", run: late },
  { id: "four", title: "4 runners at once on an empty database", run: four },
  { id: "killed", title: "SIGKILL in a file of 3 statements without a transaction", run: killed },
  { id: "invalid", title: "a unique concurrent index fails, rerun with IF NOT EXISTS", run: invalid },
  { id: "waiting", title: "a concurrent index while a 2nd runner waits", run: waiting },
  { id: "blocked", title: "ALTER TABLE behind an idle reader", run: blocked },
  { id: "reply", title: "COMMIT was sent, its reply is lost", run: reply },
];

async function edited(at: FailureCase): Promise<RowOutcome> {
  const other: Draft = { ...a, statements: ["create table first (id int, extra text)"] };
  at.write(a);
  await expectApplied(at);
  at.write(other);
  const rerun = await at.run();
  const claims: Claim[] = [
    ["refuses", refuses(rerun)],
    ["names the file", names(rerun, a)],
  ];
  if (at.runner.isOurs) {
    const path = `db/migrations/${stemOf(a)}.sql`;
    at.write(a);
    at.put(path, `-- said once more\r\n${at.text(path).replaceAll("\n", "\r\n")}`);
    const dressed = await at.run();
    at.write(other);
    const amended = await at.lockstep("amend", "dev", `${stemOf(a)}.sql`, "--reason", "for new databases");
    const after = await at.run();
    claims.push(
      ["says how to go on", /lockstep amend dev/.test(textOf(rerun))],
      ["lets comments and CRLF pass", dressed.code === 0],
      ["takes it with a reason", amended.code === 0 && after.code === 0],
    );
  }
  return { did: `${exit(rerun)}, ${refuses(rerun) ? said(rerun, a) : "silent"}`, claims };
}

async function deleted(at: FailureCase): Promise<RowOutcome> {
  at.write(a, b);
  await expectApplied(at);
  const path = `db/migrations/${stemOf(a)}.sql`;
  const text = at.runner.isOurs ? at.text(path) : "";
  at.write(b);
  const rerun = await at.run();
  const claims: Claim[] = [
    ["refuses", refuses(rerun)],
    ["names the file", names(rerun, a)],
  ];
  if (at.runner.isOurs) {
    const restored = await at.lockstep("repair", "dev", "--restore", `${stemOf(a)}.sql`);
    const after = await at.run();
    claims.push(
      ["offers its text", /--restore/.test(textOf(rerun))],
      ["restores it to the byte", restored.code === 0 && at.text(path) === text],
      ["goes on then", after.code === 0],
    );
  }
  return { did: `${exit(rerun)}, ${refuses(rerun) ? said(rerun, a) : "silent"}`, claims };
}

async function late(at: FailureCase): Promise<RowOutcome> {
  if (at.runner.neverLate !== undefined) return { did: `cannot happen: ${at.runner.neverLate}`, claims: [] };
  at.write(b);
  await expectApplied(at);
  at.write(a, b);
  const rerun = await at.run();
  const isThere = await at.has("first");
  const claims: Claim[] = [
    ["refuses", refuses(rerun)],
    ["names the file", names(rerun, a)],
  ];
  if (at.runner.isOurs) {
    const renumbered = await at.lockstep("repair", "dev", "--renumber", `${stemOf(a)}.sql`);
    const after = await at.run();
    claims.push(
      ["says how to go on", /--renumber/.test(textOf(rerun))],
      ["applies it as the last", renumbered.code === 0 && after.code === 0 && (await at.has("first"))],
    );
  }
  const became = refuses(rerun) ? said(rerun, a) : isThere ? "applied it without a word" : "skips it for ever without a word";
  return { did: `${exit(rerun)}, ${became}`, claims };
}

/** Who wins is chance: the worst of several times counts. */
const timesAtOnce = 5;

async function four(at: FailureCase): Promise<RowOutcome> {
  let worst: { readonly won: number; readonly outcome: RowOutcome } | null = null;
  for (let time = 0; time < timesAtOnce; time++) {
    await at.empty();
    at.write(a, b, c);
    const ended = await Promise.all([1, 2, 3, 4].map(() => at.run()));
    const won = ended.filter(({ code }) => code === 0).length;
    const tables = await Promise.all(["first", "second", "third"].map((table) => at.has(table)));
    const isOnce = (await at.recorded()) === 3 && tables.every(Boolean);
    const did = `${won} of 4 exit 0, ${tables.filter(Boolean).length} of 3 applied${won === 4 ? "" : `: ${firstError(ended)}`}`;
    const outcome: RowOutcome = {
      did,
      claims: [
        ["all exit 0", won === 4],
        ["each migration once", isOnce],
      ],
    };
    if (worst === null || won < worst.won || !isOnce) worst = { won, outcome };
    if (!isOnce) break;
  }
  return worst?.outcome ?? { did: "nothing", claims: [] };
}

async function killed(at: FailureCase): Promise<RowOutcome> {
  at.write({
    ...a,
    isApart: true,
    statements: ["create table begun (id int)", "insert into begun select 1 from pg_sleep(2)", "create table ended (id int)"],
  });
  const started = at.start();
  await at.until("query like '%pg_sleep%' and state = 'active'");
  started.kill();
  await started.ended;
  const rerun = await at.run();
  await delay(2_200); // an orphan that nobody waited for is done by then
  const begun = (await at.has("begun")) ? Number(await at.ask("select count(*)::int from begun")) : null;
  const ended = await at.has("ended");
  const recorded = await at.recorded();
  const state = begun === null ? "nothing is there" : `${ended ? 2 : 1} of 2 tables, ${times(begun)} inserted`;
  return {
    did: `rerun ${exit(rerun)}; ${state}, ${recorded === 0 ? "nothing" : `${recorded} migration`} recorded`,
    claims: [
      ["the rerun succeeds", rerun.code === 0],
      ["each statement once", begun === 1 && ended],
      ["recorded once", recorded === 1],
    ],
  };
}

async function invalid(at: FailureCase): Promise<RowOutcome> {
  await at.ask("create table items (n int)");
  await at.ask("insert into items values (1), (1)");
  const draft = (words: string): Draft => ({
    ...a,
    isApart: true,
    isRevised: words !== "",
    statements: [`create unique index concurrently ${words}items_n on items (n)`],
  });
  const indexState = async () => {
    const valid = await at.ask("select indisvalid from pg_index where indexrelid = to_regclass('public.items_n')");
    return valid === null ? "no index" : valid === true ? "index valid" : "index INVALID";
  };
  at.write(draft(""));
  const first = await at.run();
  at.write(draft("if not exists "));
  const second = await at.run();
  const [after, recorded] = [await indexState(), await at.recorded()];
  await at.ask("delete from items where ctid = (select max(ctid) from items)");
  const third = await at.run();
  const [last, lastRecorded] = [await indexState(), await at.recorded()];
  return {
    did: `rerun ${exit(second)}, ${after}${recorded === 1 ? ", recorded as applied" : ""}; without the duplicates ${exit(third)}, ${last}`,
    claims: [
      ["fails", refuses(first)],
      ["fails again over duplicates", refuses(second) && recorded === 0],
      ["succeeds without them", third.code === 0 && last === "index valid" && lastRecorded === 1],
    ],
  };
}

async function waiting(at: FailureCase): Promise<RowOutcome> {
  await at.ask("create table items (n int)");
  // the index first waits for this writer, and then for everybody who has a snapshot by then
  const writer = await at.session();
  await writer.query("begin");
  await writer.query("insert into items values (1)");
  at.write({ ...a, isApart: true, statements: ["create index concurrently items_n on items (n)"] });
  const first = at.start();
  const isFirstAtIt = await Promise.race([
    at.until("query ilike '%index concurrently%' and wait_event_type = 'Lock'").then(() => true),
    first.ended.then(() => false),
  ]);
  const second = at.start();
  await delay(1_500);
  await writer.query("commit");
  const [one, two] = await Promise.all([first.ended, second.ended]);
  const valid = (await at.ask("select indisvalid from pg_index where indexrelid = to_regclass('public.items_n')")) === true;
  const recorded = await at.recorded();
  const isDeadlock = /deadlock/i.test(textOf(one) + textOf(two));
  const claims: Claim[] = [
    ["the first succeeds", one.code === 0],
    ["index valid and recorded once", valid && recorded === 1],
  ];
  if (at.runner.isOurs) claims.push(["the second waits for it", two.code === 0]);
  const state = `${isFirstAtIt ? "" : "cannot run it: "}${isDeadlock ? "DEADLOCK, " : ""}${exit(one)} and ${exit(two)}`;
  return { did: `${state}, ${valid ? "index valid" : "no valid index"}, ${recorded} recorded`, claims };
}

async function blocked(at: FailureCase): Promise<RowOutcome> {
  await at.ask("create table items (n int)");
  const holder = await at.session();
  await holder.query("begin");
  await holder.query("select count(*) from items");
  const pid = Number((await holder.query("select pg_backend_pid() as pid")).rows[0].pid);
  at.write({ ...a, statements: ["alter table items add column m int"] });
  const started = at.start();
  await Promise.race([at.until("query ilike '%alter table items%' and wait_event_type = 'Lock'"), started.ended]);
  const reader = await at.session();
  const start = performance.now();
  let longest = 0;
  let isReading = true;
  const reading = (async () => {
    while (isReading) {
      const before = performance.now();
      await reader.query("select count(*) from items");
      longest = Math.max(longest, performance.now() - before);
      await delay(20);
    }
  })();
  await delay(6_000 - (performance.now() - start));
  const isOver = await Promise.race([started.ended.then(() => true), delay(0, false)]);
  await holder.query("commit");
  isReading = false;
  await reading;
  const ended = await started.ended;
  const claims: Claim[] = [
    ["no reader waits longer than 3.3 s", longest <= 3_300],
    ["succeeds when the reader has gone", ended.code === 0 && (await at.recorded()) === 1],
  ];
  if (at.runner.isOurs) {
    await holder.query("begin");
    await holder.query("select count(*) from items");
    at.write(
      { ...a, statements: ["alter table items add column m int"] },
      { ...b, statements: ["alter table items add column k int"] },
    );
    const impatient = await at.lockstep("apply", "dev", "--attempts", "1");
    await holder.query("commit");
    claims.push(
      ["says who is in the way", textOf(ended).includes(String(pid)) && textOf(impatient).includes(String(pid))],
      ["gives up without a trace", impatient.code === 1 && (await at.recorded()) === 1],
    );
  }
  const waited = isOver ? "gave up" : "still at it after 6 s";
  return { did: `${waited}, a new reader waited ${(longest / 1000).toFixed(1)} s; then ${exit(ended)}`, claims };
}

async function reply(at: FailureCase): Promise<RowOutcome> {
  at.write(a);
  await expectApplied(at);
  at.write(a, b);
  const lost = await runLosing(at, "second", false);
  const recorded = await at.recorded();
  const rerun = await at.run();
  const claims: Claim[] = [
    ["says that it is committed", lost.code === 0],
    ["recorded once", recorded === 2 && (await at.has("second"))],
    ["the rerun finds nothing to do", rerun.code === 0 && (await at.recorded()) === 2],
  ];
  if (at.runner.isOurs) {
    at.write(a, b, c);
    const doubtful = await runLosing(at, "third", true);
    const after = await at.run();
    claims.push(
      ["in doubt while nobody can be asked: exit 5", doubtful.code === 5],
      ["the next run knows", after.code === 0 && (await at.recorded()) === 3],
    );
  }
  const told =
    lost.code === 0
      ? "says that it is committed"
      : `says ${firstError([lost])}; it ${recorded === 2 ? "IS" : "is not"} committed`;
  return { did: `${exit(lost)}, ${told}; rerun ${exit(rerun)}`, claims };
}

async function runLosing(at: FailureCase, word: string, staysGone: boolean): Promise<Ended> {
  const loser = await ReplyLoser.open(at.port, `create table ${word}`, staysGone);
  try {
    const ended = await at.run(at.url(loser.port));
    if (!loser.hasLost) throw new Error(`${at.runner.name}: no COMMIT came by: ${exit(ended)}, ${firstError([ended])}`);
    return ended;
  } finally {
    await loser.close();
  }
}

/** What a row begins with has to work. */
async function expectApplied(at: FailureCase): Promise<void> {
  const ended = await at.run();
  if (ended.code !== 0) throw new Error(`${at.runner.name} does not even begin: ${exit(ended)}: ${textOf(ended)}`);
}

function exit({ code }: Ended): string {
  return code === null ? "no end within a minute" : `exit ${code}`;
}

function refuses({ code }: Ended): boolean {
  return code !== null && code !== 0;
}

function names(ended: Ended, draft: Draft): boolean {
  return textOf(ended).includes(stemOf(draft));
}

function said(ended: Ended, draft: Draft): string {
  return `${names(ended, draft) ? "names the file" : "does not name the file"}: ${firstError([ended])}`;
}

function textOf({ stdout, stderr }: Ended): string {
  return `${stdout}\n${stderr}`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** The line that says what went wrong. */
function firstError(ended: readonly Ended[]): string {
  const failed = ended.find(({ code }) => code !== 0);
  if (failed === undefined) return "";
  // an uncaught error comes with a line of the program, which is long where that was bundled
  const lines = textOf(failed)
    .split("\n")
    .filter((line) => line.length < 300);
  const line = lines.find((one) => /^[\s>#]*\w*error\b/i.test(one)) ?? lines.find((one) => /terminated|fail/i.test(one)) ?? "";
  return line.trim().replace(/\s+/g, " ").slice(0, 110);
}
