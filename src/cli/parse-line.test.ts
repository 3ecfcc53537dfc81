import { expect, it } from "vitest";
import { auditCommand } from "./commands/audit.ts";
import { configCommand } from "./commands/config.ts";
import { diffCommand } from "./commands/diff.ts";
import { parseLine } from "./parse-line.ts";

it("takes flags in every spelling and collects repeated ones", () => {
  const line = parseLine(auditCommand, [
    "a",
    "-e",
    "dev",
    "--env=production",
    "--ignore",
    "table:x",
    "--ignore",
    "table:y",
    "--no-color",
    "-q",
    "--timeout",
    "2m",
  ]);
  expect(line).toMatchObject({
    positionals: ["a"],
    environments: ["dev", "production"],
    mayColour: false,
    isQuiet: true,
    timeoutMs: 120_000,
    mayAsk: true,
  });
  expect(line.values("--ignore")).toEqual(["table:x", "table:y"]);
  expect(line.isSet("--column-order")).toBe(false);
});

it("refuses what a command does not know, and guesses what was meant", () => {
  expect(() => parseLine(auditCommand, ["--colum-order"])).toThrow(
    /Unknown option '--colum-order'.*Did you mean --column-order/s,
  );
  expect(() => parseLine(auditCommand, ["--format", "jsn"])).toThrow("Did you mean json?");
  expect(() => parseLine(auditCommand, ["--fail-on", "mid"])).toThrow("it is one of low, medium, high");
  expect(() => parseLine(diffCommand, ["dev"])).toThrow("Missing required argument 'to'");
  expect(() => parseLine(diffCommand, ["a", "b", "c"])).toThrow(/too many arguments/i);
  expect(() => parseLine(configCommand, ["prnt"])).toThrow("Did you mean print?");
});

it("refuses formats that exist but that the command does not offer", () => {
  expect(() => parseLine(auditCommand, ["--format", "sarif"])).toThrow(
    "audit does not offer --format sarif: it offers text, json",
  );
  expect(() => parseLine(diffCommand, ["a", "b", "--format", "sql"])).toThrow("comes in a later version");
});

it("refuses times that are none", () => {
  for (const time of ["soon", "0", "-1s", "99999h"])
    expect(() => parseLine(auditCommand, [`--timeout=${time}`])).toThrow("is not a time");
});
