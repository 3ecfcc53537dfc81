/**
 * The one redactor that stands before every sink: streams, logs, journals, snapshots, reports, crash dumps.
 * It knows what secrets look like (passwords in URLs, Doppler tokens) and, better, the very values that were
 * resolved in this run, in each spelling in which they can leave the process.
 */

import { isEverydayWord } from "./everyday-words.ts";

const mask = "***";

/** Text → the same text without secrets. Idempotent. */
export type Redactor = (text: string) => string;

/** Redactors that know the secrets of a run. */
export interface Redactors {
  /** For what people read: a short or word-like secret is masked wherever it stands as a word of its own. */
  readonly text: Redactor;
  /**
   * For data that programs read back: such a secret is masked only where a password stands, so that a database whose
   * password is `orders` still has its table of that name in a snapshot.
   */
  readonly data: Redactor;
}

/** Redactors that also know the secrets of this run. A secret that is a URL stands for its password. */
export function createRedactors(secrets: readonly string[]): Redactors {
  const { strong, weak } = spellingsByStrength(secrets.flatMap(secretParts));
  const word = (spelling: string) => `(?<![A-Za-z0-9_])${escaped(spelling)}(?![A-Za-z0-9_])`;
  // after `password`, `password=`, `password => '`, `"password": "`; the spelling itself is looked for first, which is faster
  const afterPassword = (spelling: string) =>
    `${word(spelling)}(?<=pass(?:word|wd|phrase)?["']?\\s{0,3}(?:[:=]>?)?\\s{0,3}["']?${escaped(spelling)})`;
  return {
    text: redactorOf([...strong.map(escaped), ...weak.map(word)]),
    data: redactorOf([...strong.map(escaped), ...weak.map(afterPassword)]),
  };
}

function redactorOf(sources: readonly string[]): Redactor {
  if (sources.length === 0) return redact;
  const pattern = new RegExp(sources.join("|"), "g");
  return (text) => redact(text.replace(pattern, mask));
}

/** Removes what is recognisably secret: URL and conninfo passwords, Doppler tokens, bearer tokens, Slack webhooks. */
export function redact(text: string): string {
  let result = text;
  for (const [pattern, replacement] of shapes) result = result.replace(pattern, replacement);
  return result;
}

/**
 * Redacts what the strings of a JSON text (or of lines of JSON) hold, so that it stays JSON whatever a secret is: `true`,
 * `1234`. Keys are names of the format and stay.
 */
export function redactJson(text: string, redactor: Redactor): string {
  // most texts hold no secret: one pass over the whole costs less than one for each string
  if (redactor(text) === text) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"(\s*:)?/g, (string, colon: string | undefined) => {
    if (colon !== undefined) return string;
    const plain: unknown = JSON.parse(string);
    return JSON.stringify(redactor(String(plain)));
  });
}

/**
 * Patterns of secrets that are recognisable without knowing them.
 * A password is cut at the last @ before the path; when it holds a raw slash, at the next @ there is. The lookahead
 * keeps `host:5432/db?x=a@b`, where the digits are a port, and `USER:PASSWORD@HOST`, which our own hints show. Lengths are bounded so that no input takes quadratic time.
 */
const shapes: readonly (readonly [RegExp, string])[] = [
  [
    /([A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/[^\s:/?#@]{0,256}:)(?!PASSWORD@)(?!\d{1,5}(?:[,/?#\s"'`)\]}]|$))(?:[^\s<>/?#]{0,512}@|[^\s<>]{0,512}?@)/g,
    `$1${mask}@`,
  ],
  [/([?&](?:password|sslpassword|sslkeypassword|token)=)[^&\s"'`#]+/gi, `$1${mask}`],
  [
    /(\b(?:host|hostaddr|port|user|dbname|sslmode)=[^\s'"]{1,256}\s+(?:[a-z_]+=[^\s'"]{1,256}\s+){0,12}password=)('(?:[^'\\]|\\.)*'|[^\s'"]+)/gi,
    `$1${mask}`,
  ],
  [/(\bPGPASSWORD=)('[^']*'|"[^"]*"|[^\s'"]+)/g, `$1${mask}`],
  [/\b(dp\.[a-z]{2,8}\.)(?:[a-z0-9_-]{1,64}\.)?[A-Za-z0-9]{6,}/g, `$1${mask}`],
  [/(\bBearer\s+)[A-Za-z0-9._~+/=-]{8,}/gi, `$1${mask}`],
  [/(\bhooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/_-]+/g, `$1${mask}`],
];

/**
 * What of a secret must not be seen. A URL's user, host and database are no secrets, so a password equal to one stays, and
 * a connection URL without a password holds none. Other URLs can be secret as a whole: a webhook.
 */
function secretParts(secret: string): readonly string[] {
  const fromQuery = [...secret.matchAll(/[?&](?:password|sslpassword)=([^&\s#]+)/gi)].map(([, value = ""]) => value);
  const url = /^[a-z][a-z0-9+.-]*:\/\/([^\s:/?#@]*):(.*)@([^@/?#]*)(?:\/([^?#]*))?/i.exec(secret);
  if (url === null) return /^postgres(?:ql)?:\/\//i.test(secret.trim()) ? fromQuery : [secret];
  const [, user = "", password = "", host = "", database = ""] = url;
  const names = new Set([user, database, ...host.split(/[.:,]/)]);
  return names.has(password) ? fromQuery : [password, ...fromQuery];
}

interface Spellings {
  /** No name looks like them: masked as any part of a text. Longest first, as are the weak ones. */
  readonly strong: readonly string[];
  readonly weak: readonly string[];
}

const shortest = 4;

function spellingsByStrength(values: readonly string[]): Spellings {
  const spellings = [...new Set(values.filter((value) => !isEverydayWord(value)).flatMap((value) => [...spellingsOf(value)]))]
    .filter((spelling) => spelling.length >= shortest && !isEverydayWord(spelling))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return { strong: spellings.filter((spelling) => !isWeak(spelling)), weak: spellings.filter(isWeak) };
}

// A short word may also be part of a longer name ("port" in "portal"), and four digits part of a fingerprint.
function isWeak(spelling: string): boolean {
  return spelling.length < 8 || (spelling.length < 12 && /^(?:[a-z_]+|[A-Z_]+|[A-Z][a-z]+)$/.test(spelling));
}

function escaped(spelling: string): string {
  return spelling.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** A value as it is, percent-encoded (both hex cases), decoded, form-encoded, inside JSON, HTML and SQL strings, in base64. */
function spellingsOf(value: string): ReadonlySet<string> {
  const spellings = new Set<string>();
  for (const plain of [value, percentDecoded(value), value.trim()]) {
    spellings.add(plain);
    for (const percent of percentEncoded(plain)) {
      spellings.add(percent).add(percent.replaceAll("%20", "+"));
      spellings.add(percent.replaceAll(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()));
    }
    spellings.add(JSON.stringify(plain).slice(1, -1));
    spellings.add(JSON.stringify(JSON.stringify(plain).slice(1, -1)).slice(1, -1));
    spellings.add(plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"));
    spellings.add(plain.replaceAll("'", "''"));
    if (plain.length >= 8) spellings.add(btoa(String.fromCodePoint(...new TextEncoder().encode(plain))));
  }
  return spellings;
}

function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // a raw % makes it no percent-encoding
  }
}

/** As JavaScript encodes a component, and as form encoders and strict ones do: with !'()* encoded too. */
function percentEncoded(value: string): readonly string[] {
  // encodeURIComponent throws on lone surrogates, which no output stream can carry anyway.
  const wellFormed = value.replaceAll(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
  const loose = encodeURIComponent(wellFormed);
  return [loose, loose.replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)];
}
