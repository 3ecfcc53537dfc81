/** The linter as a thread of its own: judges the texts that it is started with, and answers with their verdicts. */

import { parentPort, workerData } from "node:worker_threads";
import type { JudgingTask } from "./judge-in-parallel.ts";
import { judgeTexts } from "./judge-texts.ts";

const { texts, policy } = workerData as JudgingTask; // whoever starts it passes one
parentPort?.postMessage(await judgeTexts(texts, policy));
