import { describe, expect, it } from "vitest";
import { tracesOf } from "./text-traces.ts";

const traces = (text: string) => tracesOf(Buffer.from(text)).map((trace) => Buffer.from(trace).toString("latin1"));

describe("traces of a text", () => {
  it("are the text itself where it is short", () => {
    expect(traces("ya29.token")).toEqual(["ya29.token"]);
  });

  it("are its first thousand bytes where it is longer than a piece beside its table may be", () => {
    const [whole = "", ...others] = traces("ab".repeat(3_000));
    expect(whole).toHaveLength(1_000);
    // it repeats itself from the third byte on: nothing that tells is left of it compressed
    expect(others).toEqual([]);
  });

  it("are its beginning, up to where it first repeats itself, as both compressions write that", () => {
    const head = "Dear Ms Xy, number 17 wants jam. ";
    const [, raw, controlled] = traces(`${head}Dear Ms Xy, again`);
    expect(raw).toBe(head);
    expect(controlled).toBe("\0Dear Ms \0Xy, numb\0er 17 wa\0nts jam.");
  });
});
