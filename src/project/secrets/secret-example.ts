/** How a secret is written in a configuration file, for messages: in that file's own language, ready to be pasted. */

import { extname } from "node:path";

/** One working line for the place where the mistake is, and the other sources; `path` is `environments.dev.url`. */
export function secretExample(path: string, file: string): string {
  const [, name = "dev"] = /^environments\.([^.[]+)/.exec(path) ?? [];
  const key = /\.(directUrl|webhook|smtp)\b/.exec(path)?.[1] ?? "url";
  const variable =
    /^dev/i.test(name) || !path.startsWith("environments.")
      ? "DATABASE_URL"
      : `${name.toUpperCase().replaceAll("-", "_")}_DATABASE_URL`;
  const isEnvironment = path.startsWith("environments.");
  if (extname(file) === ".json") {
    const line = `"${key}": "env://${variable}"`;
    return `${isEnvironment ? `"${name}": { ${line} }` : line}   (also doppler://project/config/NAME, op://vault/item/field, file:///path, dotenv://.env#NAME)`;
  }
  const line = `${key}: env("${variable}")`;
  return `${isEnvironment ? `${name}: { ${line} }` : line}   (also doppler("project", "config", "NAME"), op("op://vault/item/field"), file("/path"), dotenv(".env", "NAME"), exec(["program"]))`;
}
