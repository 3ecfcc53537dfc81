import { describe, expect, it } from "vitest";
import { isOlder } from "./extension.ddl.ts";

describe("a version", () => {
  it.each([
    ["1.4", "1.10"],
    ["1.0", "1.0.1"],
    ["2", "10"],
  ])("%s is older than %s, and not the other way round", (older, newer) => {
    expect([isOlder(older, newer), isOlder(newer, older)]).toEqual([true, false]);
  });

  it("is not compared where a part is no number", () => {
    expect([isOlder("1.0-beta", "1.1"), isOlder("1.1", "1.0-beta"), isOlder("1.1", "1.1")]).toEqual([false, false, false]);
  });
});
