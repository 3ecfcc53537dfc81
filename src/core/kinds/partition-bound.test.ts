import { describe, expect, it } from "vitest";
import { boundCondition } from "./partition-bound.ts";

describe("the condition of a bound", () => {
  it.each([
    [
      "RANGE (day)",
      "FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
      "day IS NOT NULL AND day >= '2026-01-01' AND day < '2026-02-01'",
    ],
    ["RANGE (day)", "FOR VALUES FROM (MINVALUE) TO (5)", "day IS NOT NULL AND day < 5"],
    ["RANGE (day)", "FOR VALUES FROM ('a'') TO (''b') TO (MAXVALUE)", "day IS NOT NULL AND day >= 'a'') TO (''b'"],
    ['LIST ("Key")', "FOR VALUES IN ('a', 'b,c')", "\"Key\" IS NOT NULL AND \"Key\" IN ('a', 'b,c')"],
    ["LIST (key)", "FOR VALUES IN (1, NULL)", "key IS NULL OR key IN (1)"],
    ["LIST (key)", "FOR VALUES IN (NULL)", "key IS NULL"],
  ])("%s, %s", (key, bound, condition) => {
    expect(boundCondition(key, bound)?.condition).toBe(condition);
  });

  it.each([
    ["HASH (key)", "FOR VALUES WITH (modulus 4, remainder 0)"],
    ["RANGE (a, b)", "FOR VALUES FROM (1, 2) TO (3, 4)"],
    ["RANGE (((a + 1)))", "FOR VALUES FROM (1) TO (3)"],
    ['RANGE (a COLLATE "C")', "FOR VALUES FROM ('a') TO ('b')"],
    ["LIST (a)", "DEFAULT"],
  ])("is not known for %s, %s", (key, bound) => {
    expect(boundCondition(key, bound)).toBeNull();
  });
});
