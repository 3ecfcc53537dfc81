/** `node data-program.mjs URL RUNS SMALL LARGE`: measures in an empty database what changing rows costs, and prints its lines as JSON. */

import { benchData } from "./data-bench.ts";

const [url = "", runs, small, large] = process.argv.slice(2);
const lines = await benchData(url, {
  runs: Number(runs),
  sizes: [Number(small), Number(large)],
  progress: (line) => console.error(`bench: ${line}`),
});
process.stdout.write(JSON.stringify(lines));
