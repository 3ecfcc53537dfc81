/** Commands that change data are typed with the name of a protected environment, each time. */

/** Where a command is run. */
export interface ConfirmedEnvironment {
  readonly name: string;
  readonly protected: boolean;
}

/** A command as it is typed next: `lockstep encrypt run tokens --env production`, there with `--confirm production` behind it. */
export function confirming(line: string, { name, protected: isProtected }: ConfirmedEnvironment): string {
  return isProtected ? `${line} --confirm ${name}` : line;
}
