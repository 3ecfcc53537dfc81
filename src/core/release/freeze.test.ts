import { describe, expect, it } from "vitest";
import { freezeAt } from "./freeze.ts";
import { parseFreezeRecord, type StoredFreeze } from "./freeze-record.ts";

const began = (at: string, source: StoredFreeze["source"], until: string | null = null): StoredFreeze => ({
  at,
  by: "ada",
  source,
  record: { act: "freeze", reason: "trade fair", until },
});
const lifted = (at: string, source: StoredFreeze["source"]): StoredFreeze => ({
  at,
  by: "bob",
  source,
  record: { act: "unfreeze", reason: "over" },
});
const at = (text: string) => new Date(text);
const kept = (freezes: readonly StoredFreeze[], now = "2026-11-23T12:00:00Z") => freezeAt({ launch: null, freezes }, at(now));

describe("the launch's freeze", () => {
  const launch = { date: "2027-03-01" };
  const on = (now: string, zone = "UTC") => freezeAt({ launch, freezes: [], zone }, at(now));

  it("holds from four weeks before to the end of the day", () => {
    expect(on("2027-01-31T23:59:59Z")).toBeNull();
    expect(on("2027-02-01T00:00:00Z")).toMatchObject({ since: "2027-02-01", until: "2027-03-01", source: "launch" });
    expect(on("2027-03-01T23:59:59Z")?.source).toBe("launch");
    expect(on("2027-03-02T00:00:00Z")).toBeNull();
  });

  it("counts days on the calendars of the zone", () => {
    expect(on("2027-01-31T23:00:00Z", "Europe/Berlin")?.source).toBe("launch");
    expect(on("2027-02-01T07:59:00Z", "America/Los_Angeles")).toBeNull();
    expect(on("2027-02-01T08:00:00Z", "America/Los_Angeles")?.source).toBe("launch");
  });

  it("says who moves it", () => {
    expect(on("2027-02-10T00:00:00Z")?.liftedBy).toContain("launch.date");
  });

  it("gives way to a freeze that somebody began, which holds more back", () => {
    const both = freezeAt({ launch, freezes: [began("2027-02-03T00:00:00Z", "journal")] }, at("2027-02-10T00:00:00Z"));
    expect(both?.source).toBe("journal");
  });
});

describe("a freeze that somebody began", () => {
  it("holds until somebody lifts it", () => {
    const freeze = began("2026-11-20T10:00:00Z", "evidence");
    expect(kept([freeze])).toMatchObject({ until: null, source: "evidence", since: "2026-11-20T10:00:00Z" });
    expect(kept([freeze])?.why).toBe("ada froze it: trade fair");
    expect(kept([lifted("2026-11-21T10:00:00Z", "evidence"), freeze])).toBeNull();
    expect(kept([began("2026-11-22T10:00:00Z", "evidence"), lifted("2026-11-21T10:00:00Z", "evidence")])).not.toBeNull();
  });

  it("ends with its last day", () => {
    const freeze = began("2026-11-20T10:00:00Z", "evidence", "2026-11-23");
    expect(kept([freeze], "2026-11-23T23:59:59Z")).not.toBeNull();
    expect(kept([freeze], "2026-11-24T00:00:00Z")).toBeNull();
  });

  it("stands in the journal when its file is gone, and when a file claims that it was lifted", () => {
    const inJournal = began("2026-11-20T10:00:00.000001Z", "journal");
    expect(kept([inJournal])?.source).toBe("journal");
    expect(kept([inJournal, lifted("2026-11-22T10:00:00Z", "evidence")])?.source).toBe("journal");
    expect(kept([inJournal, lifted("2026-11-22T10:00:00Z", "journal")])).toBeNull();
  });

  it("is not escaped by setting the clock back before it began", () => {
    expect(kept([began("2026-11-20T10:00:00Z", "journal")], "2026-11-01T00:00:00Z")).not.toBeNull();
  });

  it("is not ended by a critical migration", () => {
    const critical: StoredFreeze = {
      at: "2026-11-21T10:00:00Z",
      by: "ada",
      source: "evidence",
      record: { act: "critical", reason: "leak", files: ["20261121_fix.sql"] },
    };
    expect(kept([began("2026-11-20T10:00:00Z", "evidence"), critical])).not.toBeNull();
  });
});

describe("parseFreezeRecord", () => {
  it("takes what was kept, and nothing else", () => {
    expect(parseFreezeRecord({ act: "freeze", reason: "r", until: null })).not.toBeNull();
    expect(parseFreezeRecord({ act: "critical", reason: "r", files: ["a.sql"] })).not.toBeNull();
    for (const data of [
      null,
      1,
      {},
      { act: "thaw", reason: "r" },
      { act: "freeze", reason: "r", until: "soon" },
      { act: "unfreeze" },
      { act: "critical", reason: "r", files: [1] },
    ])
      expect(parseFreezeRecord(data)).toBeNull();
  });
});
