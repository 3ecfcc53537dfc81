import { describe, expect, it } from "vitest";
import { refusalReason, remedyFor } from "./batch-failure.ts";

describe("a refused batch", () => {
  it.each([
    ["55P03", "retry"],
    ["40P01", "retry"],
    ["40001", "retry"],
    ["57P01", "retry"],
    ["08006", "retry"],
    ["53300", "retry"],
    ["22P02", "halve"],
    ["23505", "halve"],
    ["P0001", "halve"],
    ["57014", "halve"],
    ["42501", "stop"],
    ["42703", "stop"],
    ["53100", "stop"],
    ["25006", "stop"],
    ["XX000", "stop"],
    ["LS001", "lost-chunk"],
    ["LS002", "halted"],
  ])("with %s calls for: %s", (state, remedy) => {
    expect(remedyFor(state)).toBe(remedy);
  });

  it("is told by what refused it, and never by a value", () => {
    const none = { constraint: null, column: null, dataType: null };
    expect(refusalReason({ state: "23505", ...none, constraint: "users_email_key" })).toBe(
      "another row has the same value (constraint users_email_key)",
    );
    expect(refusalReason({ state: "22P02", ...none })).toBe("a text cannot be read as its type");
    expect(refusalReason({ state: "22999", ...none })).toBe("a value does not fit");
    expect(refusalReason({ state: "99999", ...none })).toBe("the server refused it");
  });
});
