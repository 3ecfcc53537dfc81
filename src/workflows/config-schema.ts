/** `config schema`: the JSON Schema of the configuration file, for editors. */

import { configJsonSchema } from "../project/config-schema.ts";

/** A draft-7 schema. */
export function configSchema(): Readonly<Record<string, unknown>> {
  return configJsonSchema();
}
