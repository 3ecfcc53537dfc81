/** Which command a line means, before anything is parsed: only that one command's flags are then known and loaded. */

import { aliases, grouped } from "./aliases.ts";
import { globalFlags } from "./global-flags.ts";

/** The command's name (null when only flags were typed) and the line without it. */
export interface FoundCommand {
  readonly name: string | null;
  readonly rest: readonly string[];
}

const takeValue = new Set(
  globalFlags.filter((flag) => flag.value !== undefined).flatMap((flag) => [flag.long, flag.short ?? flag.long]),
);

/** The first word that is neither a flag nor a global flag's value, under its own name. */
export function findCommand(argv: readonly string[]): FoundCommand {
  const { name, rest } = firstWord(argv);
  if (name === null) return { name, rest };
  const members = Object.hasOwn(grouped, name) ? grouped[name] : undefined;
  if (members !== undefined) {
    const next = firstWord(rest);
    if (next.name !== null && members.includes(next.name)) return next;
  }
  return { name: Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name, rest };
}

function firstWord(argv: readonly string[]): FoundCommand {
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? "";
    if (takeValue.has(word)) i++;
    else if (!word.startsWith("-")) return { name: word, rest: argv.filter((_, index) => index !== i) };
  }
  return { name: null, rest: argv };
}

/** The value of `--format` wherever it stands, so that a line that cannot be parsed still fails in the format it asked for. */
export function wantedFormat(argv: readonly string[]): string | null {
  for (const [i, word] of argv.entries()) {
    if (word === "--format") return argv[i + 1] ?? null;
    if (word.startsWith("--format=")) return word.slice("--format=".length);
  }
  return null;
}
