/** Help, made from the commands' metadata alone, so that it appears before anything else has been loaded. */

import type { Command, CommandFlag } from "./command.ts";
import { globalFlags } from "./global-flags.ts";

/** The first page: what the tool is, its commands, the flags of all of them. */
export function generalHelp(commands: readonly Command[], version: string): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  return page([
    [`lockstep ${version}: keeps a team's Postgres databases in step`],
    ["Usage: lockstep COMMAND [ARGUMENTS] [FLAGS]"],
    ["Commands:", ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)],
    ["Flags of all commands:", ...flagLines([...globalFlags, versionFlag])],
    [
      "A source is an environment (dev, staging, production), env:NAME, a URL, a .sql file, a migrations folder,",
      "a Drizzle schema, a snapshot, or empty. Without a configuration DATABASE_URL is dev, STAGING_DATABASE_URL",
      "staging, PRODUCTION_DATABASE_URL production.",
    ],
    ["Exit: 0 fine, 1 failed, 2 the answer is no, 3 refused, 4 usage or configuration, 5 in doubt, 130 interrupted"],
    ["Start with: lockstep doctor, lockstep audit, lockstep demo"],
  ]);
}

/** The page of one command. */
export function commandHelp(command: Command): string {
  const { name, summary, description, examples } = command;
  const words = command.arguments.map((argument) => {
    const spelled = argument.isVariadic === true ? `${argument.name}...` : argument.name;
    return argument.isRequired === true ? `<${spelled}>` : `[${spelled}]`;
  });
  const argumentWidth = Math.max(0, ...command.arguments.map((argument) => argument.name.length));
  const own = globalFlags.map((flag) => (flag.long === "--format" ? { ...flag, choices: command.formats } : flag));
  return page([
    [`lockstep ${name}: ${summary}`],
    [`Usage: ${["lockstep", name, ...words, "[FLAGS]"].join(" ")}`],
    description === undefined ? [] : [description],
    [
      "Arguments:",
      ...command.arguments.map(
        (argument) => `  ${argument.name.padEnd(argumentWidth)}  ${argument.description}${choicesOf(argument.choices)}`,
      ),
    ],
    ["Flags:", ...flagLines(command.flags)],
    ["Flags of all commands:", ...flagLines(own)],
    ["Examples:", ...examples.flatMap(({ line, note }) => [`  ${line}`, `      ${note}`])],
  ]);
}

const versionFlag: CommandFlag = { long: "--version", short: "-V", description: "print the version" };

function flagLines(flags: readonly CommandFlag[]): readonly string[] {
  const spelled = flags.map(
    ({ long, short, value }) => `${short === undefined ? "    " : `${short}, `}${long}${value === undefined ? "" : ` ${value}`}`,
  );
  const width = Math.max(0, ...spelled.map((text) => text.length));
  return flags.map((flag, i) => `  ${(spelled[i] ?? "").padEnd(width)}  ${flag.description}${choicesOf(flag.choices)}`);
}

function choicesOf(choices: readonly string[] | undefined): string {
  return choices === undefined ? "" : `: ${choices.join(", ")}`;
}

// A section of only a heading has nothing to say.
function page(sections: readonly (readonly string[])[]): string {
  const shown = sections.filter((lines) => lines.length > 1 || (lines[0] !== undefined && !lines[0].endsWith(":")));
  return `${shown.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
