import { describe, expect, it } from "vitest";
import { inParentheses } from "./in-parentheses.ts";

describe("an expression in parentheses", () => {
  it.each([
    ["a > 0", "(a > 0)"],
    ["(a > 0)", "(a > 0)"],
    ["((a > 0) AND (b > 0))", "((a > 0) AND (b > 0))"],
    ["(a) + (b)", "((a) + (b))"],
    ["(a = ')') OR true", "((a = ')') OR true)"],
    ["true", "(true)"],
  ])("%s  →  %s", (expression, enclosed) => {
    expect(inParentheses(expression)).toBe(enclosed);
  });
});
