/** Completion scripts for three shells, static: pressing Tab must not start Node. */

import type { Command, CommandFlag } from "./command.ts";
import { globalFlags } from "./global-flags.ts";

/** The script of a shell, with a final line feed. */
export function completionScript(shell: "bash" | "zsh" | "fish", commands: readonly Command[]): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](commands);
}

// What sources most often are; more would need the configuration.
const sources = ["dev", "staging", "production", "empty"];

function flagsOf(command: Command): readonly CommandFlag[] {
  const shared = globalFlags.map((flag) => (flag.long === "--format" ? { ...flag, choices: command.formats } : flag));
  return [...command.flags, ...shared];
}

/** Words for the command's arguments. */
function argumentWords(command: Command, all: readonly Command[]): readonly string[] {
  if (command.name === "help") return all.map(({ name }) => name);
  const choices = command.arguments.flatMap((argument) => argument.choices ?? []);
  return choices.length > 0 ? choices : command.arguments.some(({ name }) => name !== "code") ? sources : [];
}

const spellings = ({ short, long }: CommandFlag) => (short === undefined ? [long] : [short, long]);
const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function bashScript(commands: readonly Command[]): string {
  const cases = commands.flatMap((command) => {
    const flags = flagsOf(command);
    const values = flags
      .filter((flag) => flag.choices !== undefined)
      .map((flag) => `      ${spellings(flag).join("|")}) words=${quote((flag.choices ?? []).join(" "))} ;;`);
    return [
      `    ${command.name})`,
      '      case "$previous" in',
      ...values.map((line) => `  ${line}`),
      `        -e|--env) words=${quote(sources.join(" "))} ;;`,
      '        -c|--config|--out|--since) COMPREPLY=($(compgen -f -- "$current")); return ;;',
      "        *)",
      `          case "$current" in -*) words=${quote(flags.flatMap(spellings).join(" "))} ;; *) words=${quote(argumentWords(command, commands).join(" "))} ;; esac ;;`,
      "      esac ;;",
    ];
  });
  return `${[
    "# bash completion for lockstep",
    "_lockstep() {",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expansion of the shell
    '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" command="" words="" i',
    "  COMPREPLY=()",
    "  for ((i = 1; i < COMP_CWORD; i++)); do",
    `    case "\${COMP_WORDS[i]}" in ${commands.map(({ name }) => name).join("|")}) command="\${COMP_WORDS[i]}"; break ;; esac`,
    "  done",
    '  case "$command" in',
    `    "") words=${quote([...commands.map(({ name }) => name), "--help", "--version"].join(" "))} ;;`,
    ...cases,
    "  esac",
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expansion of the shell
    '  if [ "${#COMPREPLY[@]}" -eq 0 ]; then COMPREPLY=($(compgen -f -- "$current")); fi',
    "}",
    "complete -F _lockstep lockstep",
  ].join("\n")}\n`;
}

function zshScript(commands: readonly Command[]): string {
  const bracketSafe = (text: string) => text.replaceAll(/[\\[\]:]/g, "\\$&");
  const flagSpec = (flag: CommandFlag) => {
    const names = spellings(flag);
    const value =
      flag.value === undefined
        ? ""
        : `:${flag.value}:${flag.choices === undefined ? (flag.value === "FILE" ? "_files" : "") : `(${flag.choices.join(" ")})`}`;
    // A flag that may stand several times is marked with *, and its spellings do not exclude each other.
    const head = flag.isRepeatable === true ? names.map((name) => `*${name}`) : names;
    return head.map((name) => `      ${quote(`${name}[${bracketSafe(flag.description)}]${value}`)}`);
  };
  const cases = commands.flatMap((command) => [
    `    ${command.name}) _arguments \\`,
    ...flagsOf(command)
      .flatMap(flagSpec)
      .map((line) => `${line} \\`),
    `      ${quote(`*:argument:(${argumentWords(command, commands).join(" ")})`)} ;;`,
  ]);
  return `${[
    "#compdef lockstep",
    "# zsh completion for lockstep",
    "_lockstep() {",
    "  local -a commands",
    "  commands=(",
    ...commands.map(({ name, summary }) => `    ${quote(`${name}:${summary.replaceAll(":", "\\:")}`)}`),
    "  )",
    "  if (( CURRENT == 2 )); then _describe 'command' commands; return; fi",
    "  local command=$words[2]",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expansion of the shell
    "  words=(lockstep ${words[3,-1]}); (( CURRENT-- ))",
    "  case $command in",
    ...cases,
    "  esac",
    "}",
    'if [ "$funcstack[1]" = "_lockstep" ]; then _lockstep "$@"; else compdef _lockstep lockstep; fi',
  ].join("\n")}\n`;
}

function fishScript(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const flagLine = (condition: string, flag: CommandFlag) => {
    const short = flag.short === undefined ? "" : ` -s ${flag.short.slice(1)}`;
    const value =
      flag.choices !== undefined
        ? ` -x -a ${quote(flag.choices.join(" "))}`
        : flag.value === "FILE"
          ? " -r -F"
          : flag.value === undefined
            ? ""
            : " -x";
    return `complete -c lockstep -n ${quote(condition)}${short} -l ${flag.long.slice(2)}${value} -d ${quote(flag.description)}`;
  };
  return `${[
    "# fish completion for lockstep",
    "complete -c lockstep -f",
    ...commands.map(
      ({ name, summary }) =>
        `complete -c lockstep -n ${quote(`not __fish_seen_subcommand_from ${names}`)} -a ${name} -d ${quote(summary)}`,
    ),
    ...commands.flatMap((command) => {
      const condition = `__fish_seen_subcommand_from ${command.name}`;
      const words = argumentWords(command, commands);
      return [
        ...(words.length === 0 ? [] : [`complete -c lockstep -n ${quote(condition)} -a ${quote(words.join(" "))}`]),
        ...flagsOf(command).map((flag) => flagLine(condition, flag)),
      ];
    }),
  ].join("\n")}\n`;
}
