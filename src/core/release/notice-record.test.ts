import { describe, expect, it } from "vitest";
import { announcementNotice } from "./announcement.ts";
import { announcementOf, type NoticeRecord, parseNoticeRecord, wasTold } from "./notice-record.ts";

const window = { opens: "2026-11-27T22:00:00.000Z", closes: "2026-11-27T23:00:00.000Z" };
const file = { file: "20261120000000_drop.sql", checksum: "sha256:a" };
const record: NoticeRecord = {
  kind: "announcement",
  title: "t",
  window,
  files: [file, { file: "20261121000000_more.sql", checksum: "sha256:b" }],
  deliveries: [{ service: "slack", ok: true, at: "2026-11-25T10:00:00.000Z", why: null }],
};
const stored = (fields: Partial<NoticeRecord> = {}, at = "2026-11-25T10:00:00.000Z") => ({
  at,
  file: "x.json",
  record: { ...record, ...fields },
});
const now = new Date("2026-11-27T22:10:00Z");

describe("the record of a notice", () => {
  it("is read back as it was written", () => {
    expect(parseNoticeRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it.each([
    ["nothing", null],
    ["another kind", { ...record, kind: "party" }],
    ["a window without an end", { ...record, window: { opens: window.opens } }],
    ["a window at no time", { ...record, window: { opens: "soon", closes: "later" } }],
    ["a file without a checksum", { ...record, files: [{ file: "a.sql" }] }],
    ["a delivery that does not say how it went", { ...record, deliveries: [{ service: "slack" }] }],
  ])("is refused whole for %s", (_, data) => {
    expect(parseNoticeRecord(data)).toBeNull();
  });

  it("counts a page that nobody is sent as having told nobody", () => {
    expect(wasTold([{ service: "summary", ok: true, at: "", why: null }])).toBe(false);
    expect(wasTold([{ service: "slack", ok: false, at: "", why: "it answered HTTP 500" }])).toBe(false);
    expect(wasTold(record.deliveries)).toBe(true);
  });
});

describe("an announcement", () => {
  it("stands for its window and for any of its files, whatever way the moments are written", () => {
    const same = { opens: "2026-11-27T22:00:00Z", closes: "2026-11-27T23:00:00Z" };
    expect(announcementOf([stored()], { window: same, files: [file], now }).found?.file).toBe("x.json");
  });

  it.each([
    ["another window", {}, { window: { ...window, opens: "2026-12-04T22:00:00.000Z" } }, "the window of 2026-11-27"],
    ["another text of a file", {}, { files: [{ ...file, checksum: "sha256:z" }] }, "another text of 20261120000000_drop.sql"],
    ["a file more", {}, { files: [file, { file: "c.sql", checksum: "x" }] }, "without c.sql"],
    ["nobody that it reached", { deliveries: [] }, {}, "reached nobody"],
    ["a clock that was set back", {}, { now: new Date("2026-11-20T00:00:00Z") }, "still to come"],
  ])("does not stand for %s", (_, fields, batch, why) => {
    const result = announcementOf([stored(fields)], { window, files: [file], now, ...batch });
    expect(result.found).toBeNull();
    expect(result.why).toContain(why);
  });

  it("is none where another kind of notice was sent, and an older one that fits is enough", () => {
    expect(announcementOf([stored({ kind: "train" })], { window, files: [file], now })).toEqual({ found: null, why: null });
    expect(announcementOf([stored({ files: [] }), stored()], { window, files: [file], now }).found).not.toBeNull();
  });
});

describe("its words", () => {
  const announced = {
    environment: "production",
    window,
    files: [{ ...file, risk: "high" as const }],
    reason: "users go",
    by: "jon",
  };

  it("tell the time on the team's clocks", () => {
    expect(announcementNotice(announced, "America/New_York").title).toBe(
      "Maintenance on production: Friday 27 November 2026, 17:00 to 18:00 (America/New_York)",
    );
  });

  it("name both days of a window over midnight", () => {
    const notice = announcementNotice({ ...announced, window: { ...window, closes: "2026-11-28T01:00:00Z" } }, "UTC");
    expect(notice.title).toContain("Friday 27 November 2026, 22:00 to Saturday 28 November 2026, 01:00 (UTC)");
  });
});
