/**
 * The text form of secret references, for JSON configurations, where nothing can be called:
 * `env://NAME`, `doppler://project/config/NAME`, `op://vault/item/field`, `file:///run/secrets/x`, `dotenv://.env#NAME`,
 * or a plain `postgres://…` URL. What people write from habit means the same: `$NAME`, `${NAME}`, `env("NAME")`.
 */

import type { ListedReference } from "./secret-reference.ts";

/** A reference from its text form; null when the text is neither a reference nor a connection URL. */
export function parseSecretReference(text: string): ListedReference | null {
  const shell = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))$/.exec(text.trim());
  if (shell !== null) return { kind: "env", name: shell[1] ?? shell[2] ?? "" };
  const call = /^([a-z]+)\(([^()]*)\)$/.exec(text.trim());
  if (call !== null) return parseSecretReference(schemeForm(call[1] ?? "", argumentsOf(call[2] ?? "")));
  const scheme = /^([a-z]+):(?:\/\/)?(.+)$/is.exec(text.trim());
  const rest = scheme?.[2] ?? "";
  switch (scheme?.[1]?.toLowerCase()) {
    case "env":
      return /^[A-Za-z_]\w*$/.test(rest) ? { kind: "env", name: rest } : null;
    case "doppler": {
      const [project = "", config = "", name = "", ...more] = rest.split("/");
      return project !== "" && config !== "" && name !== "" && more.length === 0
        ? { kind: "doppler", project, config, name }
        : null;
    }
    case "op":
      return rest.split("/").length >= 3 ? { kind: "op", reference: `op://${rest}` } : null;
    case "file":
      return { kind: "file", path: rest };
    case "dotenv": {
      const hash = rest.lastIndexOf("#");
      return hash > 0 && hash < rest.length - 1
        ? { kind: "dotenv", path: rest.slice(0, hash), name: rest.slice(hash + 1) }
        : null;
    }
    case "postgres":
    case "postgresql":
      return { kind: "literal", value: text.trim() };
    default:
      return null;
  }
}

/** The words of a call, without their quotes. */
function argumentsOf(text: string): readonly string[] {
  return text.split(",").map((word) => word.trim().replace(/^(["'`])(.*)\1$/, "$2"));
}

function schemeForm(name: string, words: readonly string[]): string {
  const [first = ""] = words;
  if (name === "op") return first; // it holds the scheme itself
  return `${name}://${words.join(name === "dotenv" ? "#" : "/")}`;
}
