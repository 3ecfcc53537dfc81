/**
 * Cuts a connection URL into its parts by libpq's grammar. Half-typed URLs are the most common mistake there is, so
 * each way of breaking one gets its own sentence; none repeats any text that could be a password.
 */

import { AppError } from "../core/app-error.ts";

/** Decoded parts of a URL; null where it says nothing. `hosts` and `ports` may hold comma-separated lists. */
export interface UrlParts {
  readonly user: string | null;
  readonly password: string | null;
  readonly hosts: string | null;
  readonly ports: string | null;
  readonly database: string | null;
  /** In the order of the URL. */
  readonly query: readonly (readonly [name: string, value: string])[];
}

const form = "The form is postgres://USER:PASSWORD@HOST:5432/DATABASE?sslmode=require";
const escapes = "In user names and passwords write '@' as %40, ':' as %3A, '/' as %2F, '#' as %23, '?' as %3F, '%' as %25.";

/** Splits and percent-decodes. @throws AppError URL_INVALID */
export function splitConnectionUrl(text: string): UrlParts {
  const trimmed = text.trim();
  const rest = withoutScheme(trimmed);
  if (/\s/.test(rest) || hasControlCharacter(rest))
    throw invalid("it contains a space or a line break", `${escapes} A space is %20.`);

  const authorityEnd = endOfAuthority(rest);
  const authority = rest.slice(0, authorityEnd);
  const questionMark = rest.indexOf("?", authorityEnd);
  const path = rest.slice(authorityEnd, questionMark === -1 ? undefined : questionMark);
  const query = questionMark === -1 ? "" : rest.slice(questionMark + 1);
  if (path.includes("@")) throw invalid("a '/' stands unescaped in the user name or password", escapes);
  if (path.includes("#") || query.includes("#")) throw invalid("a '#' stands unescaped in it", escapes);

  const at = authority.lastIndexOf("@");
  const credentials = at === -1 ? null : readCredentials(authority.slice(0, at));
  const { hosts, ports } = splitHosts(authority.slice(at + 1));
  return {
    user: credentials?.user ?? null,
    password: credentials?.password ?? null,
    hosts,
    ports,
    database: decoded(path.slice(1), "the database name") || null,
    query: splitQuery(query),
  };
}

function withoutScheme(text: string): string {
  if (text === "") throw invalid("it is empty", form);
  const match = /^postgres(?:ql)?:\/\//.exec(text);
  if (match !== null) return text.slice(match[0].length);
  if (/^["'`]/.test(text)) throw invalid("it starts with a quotation mark", "Remove the quotation marks around the URL.");
  if (/^postgres(ql)?:/i.test(text)) throw invalid("the scheme is not followed by '://'", form);
  if (/^[a-z_]+\s*=/.test(text)) throw invalid("it is a keyword=value string, not a URL", form);
  const scheme = /^([a-z][a-z0-9+.-]{0,20}):/i.exec(text);
  if (/^[a-z][a-z0-9+.-]{0,20}:\/\//i.test(text)) throw invalid(`its scheme is ${scheme?.[1]}, not postgres`, form);
  throw invalid("the scheme is missing", form);
}

/** Like libpq, the authority ends at the first '/'; unlike it, '?' and '#' before an '@' are called out as unescaped. */
function endOfAuthority(rest: string): number {
  const slash = rest.indexOf("/");
  const question = rest.search(/[?#]/);
  if (question === -1 || (slash !== -1 && slash < question)) return slash === -1 ? rest.length : slash;
  const at = rest.indexOf("@", question);
  // an '@' after '?' and before any '/' or '=' can only belong to credentials
  if (at !== -1 && !/[/=]/.test(rest.slice(question, at))) {
    throw invalid(`a '${rest[question]}' stands unescaped in the user name or password`, escapes);
  }
  if (rest[question] === "#") throw invalid("a '#' stands unescaped in it", escapes);
  return question;
}

function readCredentials(text: string): { user: string | null; password: string | null } {
  if (text.includes("@")) throw invalid("an '@' stands unescaped in the user name or password", escapes);
  const colon = text.indexOf(":");
  const user = colon === -1 ? text : text.slice(0, colon);
  const password = colon === -1 ? "" : text.slice(colon + 1);
  return { user: decoded(user, "the user name") || null, password: decoded(password, "the password") || null };
}

/** `a:1,b:2` → hosts `a,b` and ports `1,2`; IPv6 addresses stand in brackets. */
function splitHosts(text: string): { hosts: string | null; ports: string | null } {
  if (text === "") return { hosts: null, ports: null };
  const hosts: string[] = [];
  const ports: string[] = [];
  for (const part of text.split(",")) {
    const match = /^(\[[0-9a-f:.]*(?:%25[\w.-]+)?\]|[^:[\]]*)(?::(.*))?$/i.exec(part);
    if (match === null || match[2]?.includes(":") === true) {
      throw invalid(
        "the host cannot be read",
        `An IPv6 address stands in brackets: postgres://USER@[::1]:5432/DATABASE. ${escapes}`,
      );
    }
    hosts.push(decoded((match[1] ?? "").replace(/^\[|\]$/g, ""), "the host"));
    ports.push(match[2] ?? "");
  }
  const anyPort = ports.some((port) => port !== "");
  return { hosts: hosts.join(",") || null, ports: anyPort ? ports.join(",") : null };
}

function splitQuery(text: string): readonly (readonly [string, string])[] {
  return text
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      const name = equals === -1 ? pair : pair.slice(0, equals);
      const value = equals === -1 ? "" : pair.slice(equals + 1);
      return [decoded(name, "a parameter"), decoded(value, "a parameter")] as const;
    });
}

function decoded(text: string, what: string): string {
  if (/%(?![0-9a-f]{2})/i.test(text)) throw invalid(`a '%' stands unescaped in ${what}`, escapes);
  if (text.includes("%00")) throw invalid(`${what} contains %00`, "PostgreSQL has no such character in names or passwords.");
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(`the percent-encoding in ${what} is not UTF-8`, escapes);
  }
}

function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20 || text.charCodeAt(i) === 0x7f) return true;
  return false;
}

function invalid(what: string, hint: string): AppError {
  return new AppError({ code: "URL_INVALID", message: `The connection URL cannot be used: ${what}.`, hint });
}
