/**
 * The object form that people try first in a JSON configuration, `{ "env": "NAME" }`, as the reference that it means. It is
 * expanded before anything is checked, so that the rest of the program knows one form of a reference only.
 */

/** What may stand where a secret is wanted, as JSON Schema; each has one key, the name of the source. */
export const secretShorthands: readonly Readonly<Record<string, unknown>>[] = [
  ["env", { type: "string" }],
  ["file", { type: "string" }],
  ["op", { type: "string", pattern: "^op://" }],
  ["dotenv", listOf(2)],
  ["doppler", listOf(3)],
  ["exec", { type: "array", items: { type: "string" }, minItems: 1 }],
].map(([name, schema]) => ({
  type: "object",
  properties: { [String(name)]: schema },
  required: [name],
  additionalProperties: false,
}));

/** A configuration with every shorthand expanded; what is none stays as it is, to be refused with its path. */
export function expandSecretShorthands(config: unknown): unknown {
  return walk(config, []);
}

/** Keys of the format whose value is a secret. */
const secretKeys = new Set(["url", "directUrl", "webhook", "smtp"]);

function walk(value: unknown, path: readonly string[]): unknown {
  // of lists only one has secrets in it
  if (Array.isArray(value)) return value.map((item) => walk(item, path.at(-1) === "urls" ? [...path, "[]"] : path));
  if (typeof value !== "object" || value === null) return value;
  const isEnvironment = path.length === 2 && path[0] === "environments";
  const isSecret = secretKeys.has(path.at(-1) ?? "") || (path.length === 4 && path[2] === "urls");
  const expanded = isEnvironment || isSecret ? expand(value) : null;
  if (expanded !== null) return isEnvironment ? { url: expanded } : expanded;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, walk(child, [...path, key])]));
}

function expand(value: object): object | null {
  const [entry, ...more] = Object.entries(value);
  if (entry === undefined || more.length > 0) return null;
  const [name, given]: readonly [string, unknown] = entry;
  const words = (typeof given === "string" ? [given] : Array.isArray(given) ? given : []).filter(
    (word) => typeof word === "string",
  );
  const [first, second, third] = words;
  switch (`${name} ${words.length}`) {
    case "env 1":
      return { kind: "env", name: first };
    case "file 1":
      return { kind: "file", path: first };
    case "op 1":
      return { kind: "op", reference: first };
    case "dotenv 2":
      return { kind: "dotenv", path: first, name: second };
    case "doppler 3":
      return { kind: "doppler", project: first, config: second, name: third };
    default:
      return name === "exec" && Array.isArray(given) ? { kind: "exec", command: given } : null;
  }
}

function listOf(length: number): Readonly<Record<string, unknown>> {
  return { type: "array", items: { type: "string" }, minItems: length, maxItems: length };
}
