/** Turns what zod found wrong with a configuration into sentences with the path of the value and the likely fix. */

import type { core } from "zod";
import { didYouMean } from "../core/did-you-mean.ts";

type Issue = core.$ZodIssue;
type Path = readonly PropertyKey[];
type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * One sentence per problem, each beginning with the path: `environments.dev.url is missing`.
 * Values are quoted only where no secret can stand. `schema` is the configuration's JSON Schema; it knows the right keys.
 */
export function describeIssues(issues: readonly Issue[], value: unknown, schema: JsonSchema): readonly string[] {
  return issues.flatMap((issue) => describeIssue(issue, [], value, schema));
}

function describeIssue(issue: Issue, prefix: Path, value: unknown, schema: JsonSchema): readonly string[] {
  const path = [...prefix, ...issue.path];
  const where = pathText(path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => {
        const known = keysAt(schema, path);
        // of the alternatives, another one knows it
        if (known.includes(key)) return `${pathText([...path, key])} does not go with what else stands there`;
        const near = didYouMean(key, known);
        const instead = near !== null ? `did you mean "${near}"?` : `known are ${known.join(", ")}`;
        return `${pathText([...path, key])} is not a known key; ${instead}`;
      });
    case "invalid_union":
      return describeUnion(issue, path, value, schema);
    case "invalid_type": {
      const found = valueAt(value, path);
      return [
        found === undefined
          ? `${where} is missing`
          : `${where} must be ${article(issue.expected)}, not ${article(typeName(found))}`,
      ];
    }
    case "invalid_value": {
      const found = valueAt(value, path);
      const near = typeof found === "string" ? didYouMean(found, issue.values.map(String)) : null;
      const options = issue.values.map((option) => JSON.stringify(option)).join(", ");
      return [
        `${where} must be ${issue.values.length > 1 ? "one of " : ""}${options}${notFound(path, found)}${near === null ? "" : `; did you mean "${near}"?`}`,
      ];
    }
    case "invalid_key":
      return issue.issues.map((inner) => `${where} has a name that ${inner.message}`);
    case "too_small":
      return [
        `${where} ${issue.origin === "string" || issue.origin === "array" ? "must not be empty" : `must be more than ${issue.minimum}`}`,
      ];
    default:
      return [
        `${where} ${issue.message.startsWith("must") ? issue.message : `is not valid: ${issue.message}`}${notFound(path, valueAt(value, path))}`,
      ];
  }
}

/** Of a union's branches, the one that fits the value's type is the one that was meant. */
function describeUnion(issue: core.$ZodIssueInvalidUnion, path: Path, value: unknown, schema: JsonSchema): readonly string[] {
  const isComposite = typeof valueAt(value, path) === "object";
  const meant = issue.errors.filter(
    (branch) =>
      !branch.some(
        ({ path: inner, code }) =>
          // words that may stand there are no answer to an object
          inner.length === 0 && (code === "invalid_type" || (isComposite && code === "invalid_value")),
      ),
  );
  const branches = meant.length > 0 ? meant : [];
  const shortest = branches.toSorted((a, b) => a.length - b.length)[0];
  if (shortest !== undefined) return shortest.flatMap((inner) => describeIssue(inner, path, value, schema));
  const found = valueAt(value, path);
  if (issue.discriminator !== undefined) {
    const place = path.at(-1) === issue.discriminator ? path : [...path, issue.discriminator];
    return [`${pathText(place)} names nothing that can stand here`];
  }
  if (found === undefined) return [`${pathText(path)} is missing`];
  const expected = issue.errors.flatMap((branch) =>
    branch.flatMap((inner) => (inner.code === "invalid_type" ? [article(inner.expected)] : [])),
  );
  const options = [...new Set(expected)];
  return [
    `${pathText(path)} must be ${options.length === 0 ? "something else" : options.join(" or ")}, not ${article(typeName(found))}`,
  ];
}

/** Parts of the configuration that hold no secret: what was found there can be said. */
const quotable: ReadonlySet<PropertyKey> = new Set(["cadence", "launch", "checklist", "compare", "migrations"]);

function notFound([top = ""]: Path, found: unknown): string {
  return quotable.has(top) && (typeof found === "string" || typeof found === "number") ? `, not ${JSON.stringify(found)}` : "";
}

function pathText(path: Path): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return text === "" ? "the configuration" : text.replace(/^\./, "");
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined), value);
}

function typeName(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

function article(type: string): string {
  if (type === "undefined" || type === "null") return type === "null" ? "null" : "absent";
  const name = type === "record" ? "object" : type === "array" ? "list" : type === "int" ? "whole number" : type;
  return /^[aeio]/.test(name) ? `an ${name}` : `a ${name}`;
}

/** The keys that may stand at a path, in the schema's order. */
function keysAt(schema: JsonSchema, path: Path): readonly string[] {
  let here: readonly JsonSchema[] = alternatives(schema);
  for (const part of path) here = here.flatMap((option) => childOf(option, part)).flatMap(alternatives);
  return [...new Set(here.flatMap((option) => Object.keys(asObject(option.properties))))].filter((key) => key !== "$schema");
}

function childOf(schema: JsonSchema, part: PropertyKey): readonly JsonSchema[] {
  if (typeof part === "number") return [asObject(schema.items)];
  const properties = asObject(schema.properties);
  return [asObject(properties[String(part)] ?? schema.additionalProperties)];
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const options = schema.anyOf ?? schema.oneOf;
  return Array.isArray(options) ? options.map(asObject).flatMap(alternatives) : [schema];
}

function asObject(value: unknown): JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
