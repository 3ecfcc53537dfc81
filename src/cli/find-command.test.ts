import { expect, it } from "vitest";
import { findCommand, wantedFormat } from "./find-command.ts";

it("finds the command behind flags and their values", () => {
  expect(findCommand(["-e", "dev", "--quiet", "audit", "x"])).toEqual({ name: "audit", rest: ["-e", "dev", "--quiet", "x"] });
  expect(findCommand(["--format", "json", "diff"])).toEqual({ name: "diff", rest: ["--format", "json"] });
  expect(findCommand(["--help"])).toEqual({ name: null, rest: ["--help"] });
});

it("knows commands by the names that other tools give them", () => {
  expect(findCommand(["info", "--quiet"])).toEqual({ name: "status", rest: ["--quiet"] });
  expect(findCommand(["migrate", "status", "dev"])).toEqual({ name: "status", rest: ["dev"] });
  expect(findCommand(["-e", "dev", "migrate", "status"])).toEqual({ name: "status", rest: ["-e", "dev"] });
  expect(findCommand(["migrate", "dev"])).toEqual({ name: "migrate", rest: ["dev"] });
  expect(findCommand(["constructor"])).toEqual({ name: "constructor", rest: [] });
});

it("finds the format wherever it stands", () => {
  expect(wantedFormat(["audit", "--nonsense", "--format", "json"])).toBe("json");
  expect(wantedFormat(["--format=ndjson"])).toBe("ndjson");
  expect(wantedFormat(["audit", "--format"])).toBeNull();
});
