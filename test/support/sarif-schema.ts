/**
 * What is wrong with a SARIF log, by the JSON Schema of the standard as its editors publish it: in their own package, so that tests
 * need no network and the schema is nobody's copy.
 */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";

// its entry is dist/index.js; the schema is beside it and not among its exports
const entry = fileURLToPath(import.meta.resolve("@microsoft/sarif-multitool-ts"));
const schema: object = JSON.parse(readFileSync(entry.replace(/dist[/\\]index\.js$/, "assets/sarif-2.1.0.schema.json"), "utf8"));

const ajv = new Ajv2020({ allErrors: true, strict: false });
formats.default(ajv);
const validate = ajv.compile(schema);

/** One line to a breach; none for a valid log. */
export function sarifProblems(log: unknown): readonly string[] {
  validate(log);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
