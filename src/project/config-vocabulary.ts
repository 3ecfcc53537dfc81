/**
 * What `import { … } from "lockstep"` gives inside a configuration file: these functions of the running process,
 * so that a configuration loads without the package being installed next to it, and without loading all of it.
 */

import { defineBackfill } from "./define-backfill.ts";
import { attested, cron, defineConfig, email, http, slack } from "./define-config.ts";
import { defineEncryption } from "./define-encryption.ts";
import { defineSmokeCheck } from "./define-smoke-check.ts";
import { doppler } from "./secrets/doppler.ts";
import { dotenv } from "./secrets/dotenv.ts";
import { env } from "./secrets/env.ts";
import { exec } from "./secrets/exec.ts";
import { file } from "./secrets/file.ts";
import { op } from "./secrets/op.ts";

/** The words of a configuration file; the package root exports the same. */
export const configVocabulary = {
  attested,
  cron,
  defineBackfill,
  defineConfig,
  defineEncryption,
  defineSmokeCheck,
  doppler,
  dotenv,
  email,
  env,
  exec,
  file,
  http,
  op,
  slack,
} as const;
