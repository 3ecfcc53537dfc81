/** `lockstep completion`: a script that completes commands, flags and their values, made from the commands' metadata. */

import { AppError } from "../../core/app-error.ts";
import type { Command } from "../command.ts";

/** Shells that have a script. */
const shells = ["bash", "zsh", "fish"] as const;

/** The command. */
export const completionCommand: Command = {
  name: "completion",
  summary: "a completion script for bash, zsh or fish",
  arguments: [{ name: "shell", description: "which shell", isRequired: true, choices: shells }],
  flags: [],
  formats: ["text", "json"],
  examples: [
    { line: "source <(lockstep completion bash)", note: "in ~/.bashrc" },
    { line: "lockstep completion zsh > ~/.zfunc/_lockstep", note: "with ~/.zfunc in fpath" },
    { line: "lockstep completion fish > ~/.config/fish/completions/lockstep.fish", note: "once" },
  ],
  run: async ({ positionals, commands }) => {
    const shell = shells.find((name) => name === positionals[0]);
    if (shell === undefined) throw new AppError({ code: "USAGE", message: "completion takes bash, zsh or fish." });
    const { completionScript } = await import("../completion-script.ts");
    const script = completionScript(shell, commands);
    return { exitCode: 0, data: { shell, script }, findings: [], text: () => script };
  },
};
