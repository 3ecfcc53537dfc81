import { describe, expect, it } from "vitest";
import { tracesOf } from "./text-traces.ts";

const traces = (text: string) => tracesOf(Buffer.from(text)).strings.map((trace) => Buffer.from(trace).toString("latin1"));
const escapes = (text: string) => tracesOf(Buffer.from(text)).escapesCompressed;

describe("traces of a text", () => {
  it("are the text itself where it is short", () => {
    expect(traces("ya29.token")).toEqual(["ya29.token"]);
    expect(escapes("ya29.token")).toBe(false);
  });

  it("are its first thousand bytes where it is longer than a piece beside its table may be", () => {
    const [whole = "", ...others] = traces("ab".repeat(3_000));
    expect(whole).toHaveLength(1_000);
    // it repeats itself from the third byte on: nothing that tells is left of it compressed
    expect(others).toEqual([]);
    expect(escapes("ab".repeat(3_000))).toBe(true);
  });

  it("are its beginning, up to where it first repeats itself, as both compressions write that", () => {
    const head = "Dear Ms Xy, number 17 wants jam. ";
    const [, raw, controlled] = traces(`${head}Dear Ms Xy, again`);
    expect(raw).toBe(head);
    expect(controlled).toBe("\0Dear Ms \0Xy, numb\0er 17 wa\0nts jam.");
  });

  it("are a later part where the beginning repeats itself, at every place that it may have in its group", () => {
    const told = "Dear Ms Xy, number 17 wants jam";
    const [, raw = "", ...grouped] = traces(`${"-".repeat(40)}${told}${"-".repeat(3_000)}`);
    expect(raw).toBe(told);
    expect(grouped).toHaveLength(8);
    expect(grouped[3]).toBe("\0r Ms Xy,\0 number \x0017 wants");
    expect(escapes(`${"-".repeat(40)}${told}${"-".repeat(3_000)}`)).toBe(false);
  });

  it("are not missed of what no compression makes shorter", () => {
    // one repetition in forty characters
    expect(escapes("0123456789abcdef0120fedcba9876543210zyxw")).toBe(false);
  });
});
