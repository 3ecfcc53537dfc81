/** The words after a command's name as values. Commander does the parsing; what it says of mistakes becomes one AppError. */

import { Argument, CommanderError, Option, Command as Parser } from "commander";
import { AppError } from "../core/app-error.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { type RiskLevel, riskLevels } from "../core/risk/risk-level.ts";
import { type Command, type CommandFlag, type Format, formats } from "./command.ts";
import { globalFlags } from "./global-flags.ts";
import { parseDuration } from "./parse-duration.ts";

/** A file that the result is written into. */
export interface OutFile {
  readonly path: string;
  readonly format: Format;
  /** The file's ending chose the format, and nobody asked for it by name. */
  readonly isByName: boolean;
}

/** A parsed line. */
export interface ParsedLine {
  readonly positionals: readonly string[];
  readonly environments: readonly string[];
  readonly config: string | null;
  /** Of what goes to stdout. */
  readonly format: Format;
  readonly out: readonly OutFile[];
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
    for (const value of values(flag.long))
      if (flag.value !== undefined && flag.long !== "--format") checkChoice(command, flag.long, value, flag.choices);
  for (const [i, argument] of command.arguments.entries()) {
    const value = positionals[i];
    if (value !== undefined) checkChoice(command, argument.name, value, argument.choices);
  }
  const timeout = last("--timeout");
  const asked = last("--format");
  const format = asked === null ? null : offeredFormat(command, asked);
  return {
    positionals,
    environments: values("--env"),
    config: last("--config"),
    format: format ?? "text",
    out: values("--out").map((path) => outFile(command, path, format)),
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

function offeredFormat(command: Command, text: string): Format {
  const format = command.formats.find((offered) => offered === text);
  if (format !== undefined) return format;
  const offered = command.formats.join(", ");
  if (!formats.some((known) => known === text)) {
    const near = didYouMean(text.toLowerCase(), command.formats);
    throw usage(
      command,
      `--format cannot be "${text}": ${command.name} offers ${offered}.${near === null ? "" : ` Did you mean ${near}?`}`,
    );
  }
  throw usage(command, `${command.name} does not offer --format ${text}: it offers ${offered}.`);
}

/** Endings that say what is in a file; under any other one text is fine. */
const formatOfEnding: ReadonlyMap<string, Format> = new Map([
  [".json", "json"],
  [".ndjson", "ndjson"],
  [".jsonl", "ndjson"],
  [".md", "markdown"],
  [".markdown", "markdown"],
  [".sql", "sql"],
  [".sarif", "sarif"],
  [".xml", "junit"],
]);

/** Names by which a file is known whatever its ending means elsewhere. */
const formatOfName: readonly (readonly [RegExp, Format])[] = [
  [/\.sarif\.json$/i, "sarif"],
  // the name that GitLab looks for
  [/(?:^|[/\\])gl-code-quality-report\.json$/i, "gitlab"],
];

function outFile(command: Command, path: string, asked: Format | null): OutFile {
  if (asked !== null) return { path, format: asked, isByName: false };
  const named = formatOfName.find(([name]) => name.test(path))?.[1];
  const format = named ?? formatOfEnding.get(/\.[a-z]+$/i.exec(path)?.[0].toLowerCase() ?? "");
  if (format === undefined) return { path, format: "text", isByName: false };
  if (command.formats.includes(format)) return { path, format, isByName: true };
  const offers = `${command.name} offers ${command.formats.join(", ")}.`;
  throw usage(command, `${path} asks by its name for ${format}, and ${offers} Say --format text to have text in it.`);
}

function usage(command: Command, text: string): AppError {
  const message = text.replace(/^error: (.)/, (_, letter: string) => letter.toUpperCase());
  return new AppError({ code: "USAGE", message, hint: `lockstep ${command.name} --help` });
}
