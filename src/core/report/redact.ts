/**
 * The one redactor that stands before every sink: streams, logs, journals, snapshots, reports, crash dumps.
 * It knows what secrets look like (passwords in URLs, Doppler tokens) and, better, the very values that were
 * resolved in this run, in each spelling in which they can leave the process.
 */

const mask = "***";

/** Text → the same text without secrets. Idempotent. */
export type Redactor = (text: string) => string;

/** A redactor that also knows the secrets of this run. A secret that is a URL stands for its password. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const pattern = patternOf(secrets.flatMap(secretParts));
  if (pattern === null) return redact;
  return (text) => redact(text.replace(pattern, mask));
}

/** Removes what is recognisably secret: URL and conninfo passwords, Doppler tokens, bearer tokens, Slack webhooks. */
export function redact(text: string): string {
  let result = text;
  for (const [pattern, replacement] of shapes) result = result.replace(pattern, replacement);
  return result;
}

/** Redacts what the strings of a JSON text (or of lines of JSON) hold, so that it stays JSON whatever a secret is: `true`, `1234`. */
export function redactJson(text: string, redactor: Redactor): string {
  // most texts hold no secret: one pass over the whole costs less than one for each string
  if (redactor(text) === text) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"/g, (string) => {
    const plain: unknown = JSON.parse(string);
    return JSON.stringify(redactor(String(plain)));
  });
}

/**
 * Patterns of secrets that are recognisable without knowing them.
 * A password is cut at the last @ before the path; when it holds a raw slash, at the next @ there is. The lookahead
 * keeps `host:5432/db?x=a@b`, where the digits are a port. Lengths are bounded so that no input takes quadratic time.
 */
const shapes: readonly (readonly [RegExp, string])[] = [
  [
    /([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/?#@]{0,256}:)(?!\d{1,5}(?:[,/?#\s"'`)\]}]|$))(?:[^\s<>/?#]{0,512}@|[^\s<>]{0,512}?@)/gi,
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

/** Words that are passwords on developers' machines and names everywhere else; masking them would garble every report. */
const everydayWords = new Set(["postgres", "password", "test", "testing", "root", "admin", "user", "example", "local", "public"]);

/** What of a secret must not be seen. A URL's user, host and database are no secrets, so a password equal to one stays. */
function secretParts(secret: string): readonly string[] {
  const url = /^[a-z][a-z0-9+.-]*:\/\/([^\s:/?#@]*):(.*)@([^@/?#]*)(?:\/([^?#]*))?/i.exec(secret);
  if (url === null) return [secret];
  const [, user = "", password = "", host = "", database = ""] = url;
  const names = new Set([user, database, ...host.split(/[.:,]/)]);
  return names.has(password) ? [] : [password];
}

function patternOf(values: readonly string[]): RegExp | null {
  const spellings = new Map<string, string>();
  for (const value of values) {
    for (const spelling of spellingsOf(value)) {
      if (spelling.length < 4 || everydayWords.has(spelling.toLowerCase())) continue;
      const escaped = spelling.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
      // A short word may also be part of a longer name ("port" in "portal"): it is masked only where it stands alone.
      const isWord = /^[a-z_]{1,11}$/.test(spelling);
      spellings.set(spelling, isWord ? `(?<![A-Za-z0-9_])${escaped}(?![A-Za-z0-9_])` : escaped);
    }
  }
  if (spellings.size === 0) return null;
  const longestFirst = [...spellings].sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1));
  return new RegExp(longestFirst.map(([, source]) => source).join("|"), "g");
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
