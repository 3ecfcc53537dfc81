import { describe, expect, it } from "vitest";
import { AppError } from "../app-error.ts";
import type { Catalog } from "./catalog.ts";
import { fingerprint } from "./fingerprint.ts";
import { objectId } from "./object-id.ts";
import { formatSnapshot, parseSnapshot, readSnapshotText } from "./snapshot.ts";

const id = objectId("table", "public", "Users");
const catalog: Catalog = {
  server: null,
  objects: new Map([
    [
      id,
      {
        id,
        kind: "table",
        parent: objectId("schema", "public"),
        owner: "$owner",
        position: 0,
        facts: { a: null, b: ["x", 1], c: { d: true } },
      },
    ],
  ]),
  dependencies: [{ from: id, to: objectId("schema", "public"), type: "normal" }],
  notCompared: [{ what: "large objects", why: "they are data" }],
  cannotExpress: ["not-null"],
};

describe("a snapshot", () => {
  it("remembers how its source was called, and is read where it does not say", () => {
    expect(readSnapshotText(formatSnapshot(catalog, "production"), "x.json")).toEqual({ catalog, source: "production" });
    expect(readSnapshotText(formatSnapshot(catalog), "x.json").source).toBeNull();
  });

  it("reads back as what was written", () => {
    expect(parseSnapshot(formatSnapshot(catalog), "x.json")).toEqual(catalog);
    expect(fingerprint(parseSnapshot(formatSnapshot(catalog), "x.json"))).toBe(fingerprint(catalog));
  });

  it("is the same text for the same catalog, one object per line", () => {
    expect(formatSnapshot(catalog)).toBe(formatSnapshot(structuredClone(catalog)));
    expect(
      formatSnapshot(catalog)
        .split("\n")
        .filter((line) => line.includes('"table:public.\\"Users\\""')),
    ).not.toHaveLength(0);
  });

  it("is found inside the envelope of inspect --format json", () => {
    const envelope = { schemaVersion: 1, command: "inspect", ok: true, data: JSON.parse(formatSnapshot(catalog)) };
    expect(parseSnapshot(JSON.stringify(envelope), "x.json")).toEqual(catalog);
  });

  it("names kinds that a newer version wrote instead of dropping them silently", () => {
    const text = formatSnapshot(catalog).replace('"kind":"table"', '"kind":"hologram"');
    const read = parseSnapshot(text, "x.json");
    expect(read.objects.size).toBe(0);
    expect(read.notCompared.map(({ what }) => what)).toContain("hologram");
  });

  it.each([
    ["not JSON", "is not JSON"],
    ["{}", "is not a snapshot"],
    ['{"lockstepSnapshot": 99, "objects": []}', "has format 99"],
    ['{"lockstepSnapshot": 1, "objects": [1]}', "objects"],
    ['{"lockstepSnapshot": 1, "objects": []}', "lacks a part"],
  ])("that is %s is refused with a reason", (text, reason) => {
    expect(() => parseSnapshot(text, "x.json")).toThrow(AppError);
    expect(() => parseSnapshot(text, "x.json")).toThrow(reason);
  });

  it("has a fingerprint that moves with any fact and with the owner", () => {
    const object = [...catalog.objects.values()][0];
    if (object === undefined) throw new Error("the example has an object");
    const changed = (part: object): Catalog => ({ ...catalog, objects: new Map([[id, { ...object, ...part }]]) });
    const prints = [catalog, changed({ owner: "app" }), changed({ facts: { ...object.facts, a: 1 } })].map(fingerprint);
    expect(new Set(prints).size).toBe(3);
    expect(prints[0]).toMatch(/^v1:pg0:[0-9a-f]{64}$/);
  });
});
