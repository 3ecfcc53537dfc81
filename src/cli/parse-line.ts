/** The words after a command's name as values. Commander does the parsing; what it says of mistakes becomes one AppError. */

import { Argument, CommanderError, Option, Command as Parser } from "commander";
import { AppError } from "../core/app-error.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { type RiskLevel, riskLevels } from "../core/risk/risk-level.ts";
import { type Command, type CommandFlag, type Format, formats } from "./command.ts";
import { globalFlags } from "./global-flags.ts";
import { parseDuration } from "./parse-duration.ts";

/** A parsed line. */
export interface ParsedLine {
  readonly positionals: readonly string[];
  readonly environments: readonly string[];
  readonly config: string | null;
  readonly format: Format;
  readonly out: readonly string[];
  readonly failOn: RiskLevel | null;
  readonly timeoutMs: number | null;
  readonly mayAsk: boolean;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  readonly mayColour: boolean;
  readonly values: (long: string) => readonly string[];
  readonly isSet: (long: string) => boolean;
}

/** Parses what follows the command's name. @throws AppError USAGE */
export function parseLine(command: Command, words: readonly string[]): ParsedLine {
  const given = new Map<string, string[]>();
  const parser = new Parser(command.name).exitOverride().helpOption(false).allowExcessArguments(false);
  parser.configureOutput({ writeErr: () => {}, writeOut: () => {} });
  for (const flag of [...globalFlags, ...command.flags]) {
    const option = optionOf(flag);
    parser.addOption(option).on(`option:${option.name()}`, (value: string | null) => {
      given.set(flag.long, [...(given.get(flag.long) ?? []), value ?? ""]);
    });
  }
  for (const { name, description, isRequired, isVariadic } of command.arguments) {
    const spelled = isVariadic === true ? `${name}...` : name;
    parser.addArgument(new Argument(isRequired === true ? `<${spelled}>` : `[${spelled}]`, description));
  }
  try {
    parser.parse([...words], { from: "user" });
  } catch (error) {
    throw error instanceof CommanderError ? usage(command, error.message) : error;
  }
  return readValues(command, parser.args, given);
}

function optionOf({ long, short, value, description }: CommandFlag): Option {
  const name = short === undefined ? long : `${short}, ${long}`;
  return new Option(value === undefined ? name : `${name} <${value}>`, description);
}

function readValues(command: Command, positionals: readonly string[], given: ReadonlyMap<string, readonly string[]>): ParsedLine {
  const values = (long: string) => given.get(long) ?? [];
  const last = (long: string) => values(long).at(-1) ?? null;
  for (const flag of [...globalFlags, ...command.flags])
    for (const value of values(flag.long)) if (flag.value !== undefined) checkChoice(command, flag.long, value, flag.choices);
  for (const [i, argument] of command.arguments.entries()) {
    const value = positionals[i];
    if (value !== undefined) checkChoice(command, argument.name, value, argument.choices);
  }
  const timeout = last("--timeout");
  return {
    positionals,
    environments: values("--env"),
    config: last("--config"),
    format: offeredFormat(command, formats.find((format) => format === last("--format")) ?? "text"),
    out: values("--out"),
    failOn: riskLevels.find((level) => level === last("--fail-on")) ?? null,
    timeoutMs: timeout === null ? null : parseDuration(timeout),
    mayAsk: !given.has("--no-input"),
    isQuiet: given.has("--quiet"),
    isVerbose: given.has("--verbose"),
    mayColour: !given.has("--no-color"),
    values,
    isSet: (long) => given.has(long),
  };
}

function checkChoice(command: Command, of: string, value: string, choices: readonly string[] | undefined): void {
  if (choices === undefined || choices.includes(value)) return;
  const near = didYouMean(value, choices);
  const guess = near === null ? "" : ` Did you mean ${near}?`;
  throw usage(command, `${of} cannot be "${value}": it is one of ${choices.join(", ")}.${guess}`);
}

function offeredFormat(command: Command, format: Format): Format {
  if (command.formats.includes(format)) return format;
  // A plan as SQL is the point of `diff`; until it exists, asking for it deserves a straight answer.
  const later = command.name === "diff" && format === "sql" ? " Writing the plan as SQL comes in a later version." : "";
  throw usage(command, `${command.name} does not offer --format ${format}: it offers ${command.formats.join(", ")}.${later}`);
}

function usage(command: Command, text: string): AppError {
  const message = text.replace(/^error: (.)/, (_, letter: string) => letter.toUpperCase());
  return new AppError({ code: "USAGE", message, hint: `lockstep ${command.name} --help` });
}
