/** What the leak test remembers must not keep alive what it was cut from. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { SeenValues } from "./copy-sources.ts";

test("values that were cut out of batches do not keep the batches in memory", () => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const seen = new SeenValues({ kind: "email" });
  const take = (batch: number) => {
    const text = Buffer.alloc(256 * 1024, `${batch}`.padStart(32, "x")).toString("latin1");
    seen.take([text.slice(batch, batch + 32)]);
  };
  take(0);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let batch = 1; batch <= 128; batch++) take(batch);
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 * 1024 * 1024);
  expect(seen.sources().length).toBeGreaterThan(30);
});

test("of JSON only the leaves are remembered that were not to stay", () => {
  const seen = new SeenValues({ kind: "json", keep: ["plan"] });
  seen.take(['{"plan": "enterprise plus", "nick": "ada-1815", "at": {"plan": "inner"}}', "no json", null, ""]);
  expect(seen.sources()).toEqual(["ada-1815", "inner", "no json"]);
});
