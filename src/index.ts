/** The public library: what `import … from "lockstep"` gives. Named re-exports only. */

export type { ConfigFile } from "./project/config-file.ts";
export { attested, cron, defineConfig, email, http, slack } from "./project/define-config.ts";
export { doppler } from "./project/secrets/doppler.ts";
export { dotenv } from "./project/secrets/dotenv.ts";
export { env } from "./project/secrets/env.ts";
export { exec } from "./project/secrets/exec.ts";
export { file } from "./project/secrets/file.ts";
export { op } from "./project/secrets/op.ts";
