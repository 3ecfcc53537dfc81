import { expect, it } from "vitest";
import { durationWords } from "./duration-words.ts";

it("says times in the unit that people use, and never sixty of one", () => {
  const words = [0.42, 12.4, 900, 3_400, 59_949, 59_990, 119_800, 125_000].map(durationWords);
  expect(words).toEqual(["0.4 ms", "12 ms", "900 ms", "3.4 s", "59.9 s", "1 min 0 s", "2 min 0 s", "2 min 5 s"]);
});
