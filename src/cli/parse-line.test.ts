import { expect, it } from "vitest";
import { auditCommand } from "./commands/audit.ts";
import { configCommand } from "./commands/config.ts";
import { countsCommand } from "./commands/counts.ts";
import { diffCommand } from "./commands/diff.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { lintCommand } from "./commands/lint.ts";
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
  expect(parseLine(diffCommand, ["a", "b", "--out", "x.sql"]).out).toMatchObject([{ format: "sql" }]);
});

it("refuses times that are none", () => {
  for (const time of ["soon", "0", "-1s", "99999h"])
    expect(() => parseLine(auditCommand, [`--timeout=${time}`])).toThrow("is not a time");
});

it("takes the format of a file from its name unless told otherwise", () => {
  const out = (...words: string[]) => parseLine(inspectCommand, ["dev", ...words]).out.map(({ path, format }) => [path, format]);
  expect(out("--out", "x.json", "--out", "docs/X.MD", "--out", "x.txt", "--out", "json")).toEqual([
    ["x.json", "json"],
    ["docs/X.MD", "markdown"],
    ["x.txt", "text"],
    ["json", "text"],
  ]);
  const names = ["r.sarif", "r.sarif.json", "r.XML", "gl-code-quality-report.json", "out/gl-code-quality-report.json"];
  const lint = parseLine(
    lintCommand,
    names.flatMap((name) => ["--out", name]),
  );
  expect(lint.out.map(({ format }) => format)).toEqual(["sarif", "sarif", "junit", "gitlab", "gitlab"]);
  expect(() => parseLine(countsCommand, ["--out", "x.sarif"])).toThrow("x.sarif asks by its name for sarif");
  expect(out("--format", "text", "--out", "x.json")).toEqual([["x.json", "text"]]);
  expect(out("--format", "json", "--out", "x")).toEqual([["x", "json"]]);
  expect(() => parseLine(countsCommand, ["--out", "x.md"])).toThrow("counts offers text, json, ndjson");
});

it("names what the command offers where a format is wrong", () => {
  expect(() => parseLine(countsCommand, ["--format", "xml"])).toThrow(
    '--format cannot be "xml": counts offers text, json, ndjson.',
  );
  expect(() => parseLine(countsCommand, ["--format", "JSON"])).toThrow("Did you mean json?");
});
