/**
 * Help, made from the commands' metadata alone, so that it appears before anything else has been loaded. It is laid out for
 * the reader's terminal: a description that does not fit goes on below itself, never below the flag that it is about.
 */

import { wrapText } from "../core/report/wrap-text.ts";
import { type Command, type CommandFlag, formats } from "./command.ts";
import { globalFlags } from "./global-flags.ts";

/** The first page: what the tool is, its commands, the flags of all of them; lines of at most `width` cells. */
export function generalHelp(commands: readonly Command[], version: string, width: number): string {
  const offered = formats.filter((format) => commands.some((command) => command.formats.includes(format)));
  return page([
    wrapText(`lockstep ${version}: keeps a team's Postgres databases in step`, width, "  "),
    ["Usage: lockstep COMMAND [ARGUMENTS] [FLAGS]"],
    [
      "Commands:",
      ...columns(
        commands.map(({ name, summary }) => [name, summary]),
        width,
      ),
    ],
    [
      "Flags of all commands:",
      ...columns(
        [...flagsWith(offered, "how the result is written, as far as a command offers it (see its --help)"), versionFlag].map(
          flagRow,
        ),
        width,
      ),
    ],
    wrapText(
      "A source is an environment (dev, staging, production), env:NAME, a URL, a .sql file, a migrations folder, a Drizzle schema, a snapshot, or empty. Without a configuration DATABASE_URL is dev, STAGING_DATABASE_URL staging, PRODUCTION_DATABASE_URL production.",
      width,
    ),
    wrapText(
      "Exit: 0 fine, 1 failed, 2 the answer is no, 3 refused, 4 usage or configuration, 5 in doubt, 130 interrupted",
      width,
      "      ",
    ),
    wrapText("Start with: lockstep doctor, lockstep audit, lockstep demo", width, "  "),
  ]);
}

/** The page of one command, with the formats that it offers; lines of at most `width` cells. */
export function commandHelp(command: Command, width: number): string {
  const { name, summary, description, examples } = command;
  const words = command.arguments.map((argument) => {
    const spelled = argument.isVariadic === true ? `${argument.name}...` : argument.name;
    return argument.isRequired === true ? `<${spelled}>` : `[${spelled}]`;
  });
  return page([
    wrapText(`lockstep ${name}: ${summary}`, width, "  "),
    wrapText(`Usage: ${["lockstep", name, ...words, "[FLAGS]"].join(" ")}`, width, "       "),
    description === undefined ? [] : description.split("\n").flatMap((line) => wrapText(line, width)),
    [
      "Arguments:",
      ...columns(
        command.arguments.map((argument) => [argument.name, argument.description + choicesOf(argument.choices)]),
        width,
      ),
    ],
    ["Flags:", ...columns(command.flags.map(flagRow), width)],
    ["Flags of all commands:", ...columns(flagsWith(command.formats).map(flagRow), width)],
    ["Examples:", ...examples.flatMap(({ line, note }) => [`  ${line}`, ...wrapText(`      ${note}`, width, "      ")])],
  ]);
}

const versionFlag: CommandFlag = { long: "--version", short: "-V", description: "print the version" };

// What no command writes must not be promised.
function flagsWith(offered: Command["formats"], description?: string): readonly CommandFlag[] {
  return globalFlags.map((flag) =>
    flag.long === "--format" ? { ...flag, description: description ?? flag.description, choices: offered } : flag,
  );
}

type Row = readonly [name: string, description: string];

function flagRow({ long, short, value, description, choices }: CommandFlag): Row {
  const spelled = `${short === undefined ? "    " : `${short}, `}${long}${value === undefined ? "" : ` ${value}`}`;
  return [spelled, description + choicesOf(choices)];
}

function columns(rows: readonly Row[], width: number): readonly string[] {
  const nameWidth = Math.max(0, ...rows.map(([name]) => name.length));
  const hang = " ".repeat(nameWidth + 4);
  return rows.flatMap(([name, description]) => wrapText(`  ${name.padEnd(nameWidth)}  ${description}`, width, hang));
}

function choicesOf(choices: readonly string[] | undefined): string {
  return choices === undefined ? "" : `: ${choices.join(", ")}`;
}

// A section of only a heading has nothing to say.
function page(sections: readonly (readonly string[])[]): string {
  const shown = sections.filter((lines) => lines.length > 1 || (lines[0] !== undefined && !lines[0].endsWith(":")));
  return `${shown.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
