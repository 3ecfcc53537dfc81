import { expect, it } from "vitest";
import { commands } from "./commands/registry.ts";
import { commandHelp, generalHelp } from "./help-text.ts";

const widest = (text: string) => Math.max(...text.split("\n").map((line) => line.length));

it("fits a narrow terminal", () => {
  expect(widest(generalHelp(commands, "1.2.3", 60))).toBeLessThanOrEqual(60);
  for (const command of commands) {
    const help = commandHelp(command, 60);
    // a command to be copied is never broken
    const lines = command.examples.map(({ line }) => `  ${line}`);
    const others = help.split("\n").filter((line) => !lines.includes(line));
    expect(widest(others.join("\n")), command.name).toBeLessThanOrEqual(60);
  }
});

it("promises the formats that there are, and of each command its own", () => {
  const general = generalHelp(commands, "1.2.3", 200);
  for (const format of ["html"]) expect(general).not.toContain(format);
  expect(general).toContain(": text, json, ndjson, markdown, github, sarif, junit, gitlab, sql\n");
  for (const command of commands) expect(commandHelp(command, 200)).toContain(`(text): ${command.formats.join(", ")}\n`);
});
