/** Preloaded with `node --require` into a measured program: writes its peak resident memory (KiB) to a file as it ends. */
const { writeFileSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");

const file = process.env.BENCH_PEAK_MEMORY_FILE;
if (isMainThread && file) process.on("exit", () => writeFileSync(file, String(process.resourceUsage().maxRSS)));
