/** Other names of commands, for hands that learnt another tool. */

/** Alias → command. */
export const aliases: Readonly<Record<string, string>> = {
  down: "rollback",
  info: "status",
  resolve: "repair",
  undo: "rollback",
};

/** `lockstep migrate status` is what several tools call it. */
export const grouped: Readonly<Record<string, readonly string[]>> = {
  migrate: ["status"],
};
