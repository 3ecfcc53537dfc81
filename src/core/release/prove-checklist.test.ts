import { describe, expect, it } from "vitest";
import type { EventSummary } from "../journal/journal-event.ts";
import { attestationRecord, type StoredAttestation } from "./attestation-record.ts";
import type { BatchFile, ChecklistItem, ItemVerdict } from "./checklist.ts";
import { openItems } from "./checklist.ts";
import { type ChecklistFacts, proveChecklist } from "./prove-checklist.ts";

const now = new Date("2026-11-27T17:05:00Z");
const file: BatchFile = {
  file: "1_a.sql",
  version: "1",
  checksum: "sha256:a",
  meaning: "m:a",
  risk: "low",
  touches: { "table:public.a": "d1" },
};
const proven: ItemVerdict = { state: "proven", why: "looked", doesNotProve: "", fix: null };
const held = { verdict: "proven" as const, why: "it held" };

const event = (seq: number, name: EventSummary["event"], rest: Partial<EventSummary> = {}): EventSummary => ({
  seq,
  attempt: String(seq),
  event: name,
  version: null,
  file: null,
  checksum: null,
  actor: "jon",
  at: "2026-11-20T10:00:00Z",
  hash: `h${seq}`,
  payload: {},
  ...rest,
});
const marked = (seq: number, environment: string, database: string) =>
  event(seq, "identified", { payload: { environment, database } });
const applied = (seq: number, rest: Partial<EventSummary> = {}) =>
  event(seq, "applied", { version: "1", file: "1_a.sql", checksum: "sha256:a", ...rest });

const onDev = (events: readonly EventSummary[]) => ({ kind: "asked" as const, environment: "dev", events });

const facts: ChecklistFacts = {
  environment: "production",
  database: "db-prod",
  files: [file],
  held: new Map(),
  now,
  runner: "jon",
  demanded: ["tested-on-dev", "tested-on-staging", "idempotent", "rollback", "low-traffic", "teammate", "backup", "smoke"],
  dev: onDev([marked(1, "dev", "db-dev"), applied(2)]),
  staging: null,
  rehearsal: {
    environment: "production",
    migrations: [
      {
        file: "1_a.sql",
        checksum: "sha256:a",
        kind: "schema",
        locks: {},
        costs: {},
        applies: held,
        idempotent: held,
        rollback: held,
        failedAt: null,
        skipped: [],
        predictionErrors: [],
      },
    ],
    losses: [],
    acknowledged: [],
    isResumed: false,
  },
  traffic: {
    windows: { open: { opens: "2026-11-27T17:00:00Z", closes: "2026-11-27T18:00:00Z" }, next: null },
    quiet: null,
    inWords: (instant) => instant,
  },
  backup: proven,
  smoke: proven,
  announcement: { state: "open", why: "nobody was told", doesNotProve: "", fix: "tell them" },
  attestations: [word("ana")],
  waivers: [],
};

function vouched(name: string, checksum: string, digest: string | null = "d1") {
  return { file: name, checksum, touches: { "table:public.a": digest } };
}

function word(name: string, part: Partial<StoredAttestation["record"]> = {}, at = "2026-11-27T16:00:00Z"): StoredAttestation {
  const files = [vouched("1_a.sql", "sha256:a")];
  return { at, file: "x.json", record: { item: "teammate", name, reason: null, until: "2026-11-27T18:00:00Z", files, ...part } };
}

const itemOf = (id: ChecklistItem["id"], part: Partial<ChecklistFacts>) =>
  proveChecklist({ ...facts, ...part }).items.find((item) => item.id === id);

describe("a checklist", () => {
  it("is satisfied when every demanded item has its evidence, and there is no staging to skip", () => {
    const checklist = proveChecklist(facts);
    expect(openItems(checklist)).toEqual([]);
    expect(checklist.isSatisfied).toBe(true);
    expect(checklist.items.map(({ state }) => state)).toEqual([
      "proven",
      "not-applicable",
      "proven",
      "proven",
      "proven",
      "attested",
      "proven",
      "proven",
    ]);
  });

  it.each<[string, readonly EventSummary[], RegExp]>([
    ["never applied there", [marked(1, "dev", "db-dev")], /has not been applied on dev/],
    ["another text", [marked(1, "dev", "db-dev"), applied(2, { checksum: "sha256:b" })], /with another text/],
    ["only baselined", [marked(1, "dev", "db-dev"), { ...applied(2), event: "baselined" }], /has not been applied/],
    ["undone since", [marked(1, "dev", "db-dev"), applied(2), { ...applied(3), event: "rolled-back" }], /has not been applied/],
    ["failed", [marked(1, "dev", "db-dev"), { ...applied(2), event: "failed" }], /has not been applied/],
    [
      "a journal that a copy of production inherited",
      [marked(1, "production", "db-prod"), applied(2)],
      /says that it is production/,
    ],
    [
      "the same journal after the copy was marked",
      [marked(1, "production", "db-prod"), applied(2), marked(3, "dev", "db-dev")],
      /from the database of which it is a copy/,
    ],
    ["the target itself", [marked(1, "dev", "db-prod"), applied(2)], /is the same database/],
    ["no journal", [], /has no journal/],
  ])("does not take %s for tested on dev", (_, events, why) => {
    expect(itemOf("tested-on-dev", { dev: onDev(events) })).toMatchObject({ state: "open", why: expect.stringMatching(why) });
  });

  it("takes a text that means the same, and nothing from a stage that cannot be asked", () => {
    const same = applied(2, { checksum: "sha256:b", payload: { meaning: "m:a" } });
    expect(itemOf("tested-on-dev", { dev: onDev([marked(1, "dev", "db-dev"), same]) })).toMatchObject({ state: "proven" });
    const down = { kind: "unanswered" as const, environment: "staging", why: "staging could not be asked" };
    expect(itemOf("tested-on-staging", { staging: down })).toMatchObject({ state: "open", why: "staging could not be asked" });
  });

  it("takes the files that a checkpoint holds for the checkpoint, which an old database never runs", () => {
    const checkpoint: BatchFile = { ...file, file: "9_all.sql", version: "9", checksum: "sha256:c", meaning: "m:c" };
    const batch = (events: readonly EventSummary[]) =>
      itemOf("tested-on-dev", {
        files: [checkpoint],
        held: new Map([["9", [file, { ...file, file: "2_b.sql", version: "2", checksum: "sha256:b", meaning: "m:b" }]]]),
        dev: onDev([marked(1, "dev", "db-dev"), ...events]),
      });
    const second = applied(3, { version: "2", file: "2_b.sql", checksum: "sha256:b" });
    expect(batch([applied(2), second])).toMatchObject({
      state: "proven",
      why: expect.stringContaining("for 9_all.sql the files that it holds"),
    });
    const open = { state: "open", why: expect.stringContaining("9_all.sql has not been applied on dev") };
    expect(batch([applied(2)])).toMatchObject(open);
    expect(batch([applied(2), { ...second, checksum: "sha256:other" }])).toMatchObject(open);
    // it was tried there itself, and that is what counts
    const failed = event(4, "failed", { version: "9", file: "9_all.sql", checksum: "sha256:c" });
    expect(batch([applied(2), second, failed])).toMatchObject(open);
    const own = applied(4, { version: "9", file: "9_all.sql", checksum: "sha256:c" });
    expect(batch([own])).toMatchObject({ state: "proven", why: "the journal of dev has this very file" });
  });

  it.each<[string, StoredAttestation, RegExp]>([
    ["over", word("ana", { until: "2026-11-27T17:00:00Z" }), /held until/],
    ["from the future, as a clock that is set back has it", word("ana", {}, "2026-11-28T09:00:00Z"), /still to come/],
    ["about another text", word("ana", { files: [vouched("1_a.sql", "sha256:b")] }), /1_a.sql has changed since/],
    ["about other files", word("ana", { files: [vouched("2_b.sql", "sha256:b")] }), /1_a.sql was not part of it/],
    [
      "about a table that looked otherwise",
      word("ana", { files: [vouched("1_a.sql", "sha256:a", "d0")] }),
      /table:public.a has changed/,
    ],
    [
      "about a table that was not there",
      word("ana", { files: [vouched("1_a.sql", "sha256:a", null)] }),
      /table:public.a has changed/,
    ],
    ["the runner's own", word("Jon"), /cannot be their own help/],
    ["about another item", word("ana", { item: "backup" }), /nobody has said/],
  ])("does not take a word that is %s", (_, stored, why) => {
    expect(itemOf("teammate", { attestations: [stored] })).toMatchObject({ state: "open", why: expect.stringMatching(why) });
  });

  it("takes a word about more files than are left: a part of the batch has run", () => {
    const files = [...word("ana").record.files, vouched("2_b.sql", "sha256:b")];
    expect(itemOf("teammate", { attestations: [word("ana", { files })] })).toMatchObject({ state: "attested" });
    // what has run may have changed the very table
    const after = [vouched("1_a.sql", "sha256:a", "d0"), vouched("2_b.sql", "sha256:b", "d0")];
    expect(itemOf("teammate", { attestations: [word("ana", { files: after })] })).toMatchObject({ state: "attested" });
  });

  it("lets an item pass by a waiver's name, reason and end, and shows what it covers", () => {
    const backup: ItemVerdict = { state: "open", why: "there is no backup", doesNotProve: "", fix: "take one" };
    const waiver = word("ana", { item: "backup", reason: "the provider has one" });
    const item = itemOf("backup", { backup, waivers: [waiver] });
    expect(item).toMatchObject({ state: "waived", doesNotProve: "there is no backup" });
    expect(item?.why).toContain("ana lets it pass until 2026-11-27T18:00:00Z: the provider has one");
    const late = word("ana", { item: "backup", until: "2026-11-27T17:00:00Z" });
    expect(itemOf("backup", { backup, waivers: [late] })).toMatchObject({
      state: "open",
      why: expect.stringContaining("held until"),
    });
  });

  it("waits for its window, whatever else is green", () => {
    const windows = { open: null, next: { opens: "2026-12-04T17:00:00Z", closes: "2026-12-04T18:00:00Z" } };
    const checklist = proveChecklist({ ...facts, traffic: { ...facts.traffic, windows } });
    expect(openItems(checklist)).toMatchObject([{ id: "low-traffic", state: "waits" }]);
    const busy = { ...facts.traffic, quiet: { isQuiet: false, why: "the busiest hour" } };
    expect(itemOf("low-traffic", { traffic: busy })).toMatchObject({ state: "open", why: "the busiest hour" });
  });

  it("wants more of a batch of high risk", () => {
    const high = { ...facts, files: [{ ...file, risk: "high" as const }] };
    expect(openItems(proveChecklist(high)).map(({ id }) => id)).toEqual(["announcement"]);
    expect(proveChecklist({ ...high, announcement: proven }).isSatisfied).toBe(true);
  });

  it("demands of a repository that has set nothing up only what it has set up", () => {
    const bare = proveChecklist({
      ...facts,
      demanded: null,
      dev: null,
      attestations: [],
      traffic: { ...facts.traffic, windows: null },
      backup: { state: "not-set-up", why: "no backup is configured", doesNotProve: "", fix: null },
      smoke: { state: "open", why: "never run", doesNotProve: "", fix: null },
    });
    expect(openItems(bare).map(({ id }) => id)).toEqual(["smoke"]);
  });
});

describe("an attestation's file", () => {
  it.each([
    null,
    [],
    {},
    { item: "teammate", name: " ", until: "2026-11-27T18:00:00Z", files: [] },
    { item: "teammate", name: "ana", until: "soon", files: [] },
    { item: "teammate", name: "ana", until: "2026-11-27T18:00:00Z", files: "all" },
  ])("is nothing when it is %j", (data) => {
    expect(attestationRecord(data)).toBeNull();
  });

  it("covers no file that it does not spell out", () => {
    const record = attestationRecord({
      item: "teammate",
      name: "ana",
      until: "2026-11-27T18:00:00Z",
      files: [{ file: "1_a.sql" }, null],
    });
    expect(record?.files).toEqual([]);
  });
});
