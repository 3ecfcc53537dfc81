import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readArray, writeArray } from "./array-text.ts";

describe("arrays in text form", () => {
  it("are read with quotes, escapes and nulls", () => {
    expect(readArray('{a,"b c",NULL,"NULL","say \\"hi\\"","back\\\\slash",""}').elements).toEqual([
      "a",
      "b c",
      null,
      "NULL",
      'say "hi"',
      "back\\slash",
      "",
    ]);
  });

  it("keep bounds and dimensions", () => {
    const { between, elements } = readArray("[0:1][5:6]={{a,b},{NULL,d}}");
    expect(elements).toEqual(["a", "b", null, "d"]);
    expect(writeArray(between, ["1", "2 3", null, "{"])).toBe('[0:1][5:6]={{1,"2 3"},{NULL,"{"}}');
    expect(writeArray(readArray("{}").between, [])).toBe("{}");
  });

  it("come back as they were written", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string({ unit: "grapheme" }))), (elements) => {
        const between = elements.length === 0 ? ["{}"] : ["{", ...elements.slice(1).map(() => ","), "}"];
        expect(readArray(writeArray(between, elements)).elements).toEqual(elements);
      }),
    );
  });
});
