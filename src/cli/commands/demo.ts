/** `lockstep demo`: two real databases with drift, and the commands that find it and prove it gone; needs no set-up. */

import type { Command } from "../command.ts";

/** The command. */
export const demoCommand: Command = {
  name: "demo",
  summary: "two real Postgres databases with drift, audited and brought in step in under a minute; needs no set-up",
  arguments: [],
  flags: [],
  formats: ["text"],
  examples: [{ line: "npx lockstep demo", note: "starts a temporary server, tells the story, removes everything again" }],
  run: async ({ context, say, runLine }) => {
    const [{ openDemoWorld }, { demoSteps }] = await Promise.all([
      import("../../workflows/demo/demo-world.ts"),
      import("../../workflows/demo/demo-steps.ts"),
    ]);
    const world = await openDemoWorld(context);
    const exitCodes: number[] = [];
    try {
      await say(`${world.server}, in ${world.folder} while this runs\n`);
      for (const step of demoSteps) {
        context.signal?.throwIfAborted();
        if (step.kind === "say") await say(`\n${step.text}\n`);
        else if (step.kind === "apply") {
          await say(
            `\n$ psql "$${step.environment === "dev" ? "DATABASE_URL" : "PRODUCTION_DATABASE_URL"}" -1 -f db/migrations/${step.file}\n`,
          );
          await world.apply(step.environment, step.file);
        } else {
          await say(`\n$ lockstep ${step.words.join(" ")}\n`);
          exitCodes.push(await runLine(step.words, { cwd: world.folder, env: world.env }));
        }
      }
    } finally {
      await world.close();
    }
    return {
      exitCode: 0,
      data: { exitCodes },
      findings: [],
      text: () =>
        "\nThat was a temporary server; it is gone. On your own databases:\n  DATABASE_URL=… PRODUCTION_DATABASE_URL=… npx lockstep audit\n",
    };
  },
};
