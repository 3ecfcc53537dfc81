import { describe, expect, it } from "vitest";
import { dollarQuote } from "./dollar-quote.ts";

describe("dollar quotes", () => {
  it.each([
    ["select 1", "$$select 1$$"],
    ["select $$a$$", "$_1$select $$a$$$_1$"],
    ["costs 1$", "$_1$costs 1$$_1$"],
    ["$$ $_1$", "$_2$$$ $_1$$_2$"],
    ["$$ $_1", "$_2$$$ $_1$_2$"],
  ])("%s  →  %s", (text, quoted) => {
    expect(dollarQuote(text)).toBe(quoted);
  });
});
