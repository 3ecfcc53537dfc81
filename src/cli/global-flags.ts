/** Flags that every command takes, before or after its name. */

import { riskLevels } from "../core/risk/risk-level.ts";
import { type CommandFlag, formats } from "./command.ts";

/** In the order of help. */
export const globalFlags: readonly CommandFlag[] = [
  {
    long: "--env",
    short: "-e",
    value: "NAME",
    description: "an environment or any other source; repeatable",
    isRepeatable: true,
  },
  {
    long: "--config",
    short: "-c",
    value: "FILE",
    description: "the configuration file instead of the nearest lockstep.config.*",
  },
  { long: "--format", value: "FORMAT", description: "how the result is written (text)", choices: formats },
  {
    long: "--out",
    value: "FILE",
    description:
      "write the result there instead of to stdout, in the format that its name says (.json, .md, .sarif, .xml); repeatable",
    isRepeatable: true,
  },
  { long: "--fail-on", value: "LEVEL", description: "exit 2 only from this risk on", choices: riskLevels },
  { long: "--timeout", value: "TIME", description: "how long connecting and reading may take: 30s, 2m, 500ms" },
  { long: "--no-input", description: "never ask anything (also without a terminal, and with CI set)" },
  { long: "--quiet", short: "-q", description: "only the verdict, no progress" },
  { long: "--verbose", short: "-v", description: "everything: nothing cut short, stacks of errors" },
  { long: "--no-color", description: "no colours (also with NO_COLOR set)" },
  { long: "--help", short: "-h", description: "what a command does and takes" },
];
