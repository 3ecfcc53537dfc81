/**
 * TLS as libpq's sslmode means it. node-postgres reads `require` as "verify everything", so its own reading of URLs
 * is never used: this file turns the wish into explicit options for Node's TLS and says what was verified.
 */

import { readFile } from "node:fs/promises";
import tls, { type ConnectionOptions, type SecureVersion } from "node:tls";
import { AppError } from "../core/app-error.ts";
import type { ServerAddress, TlsWish } from "./connection-url.ts";

/** What was done about TLS on a connection. */
export interface TlsReport {
  readonly used: boolean;
  /** For example "TLSv1.3"; null on an unencrypted connection. */
  readonly protocol: string | null;
  /** ca: the certificate's chain was checked; full: the host name too. */
  readonly verified: "none" | "ca" | "full";
  /** One sentence for people. */
  readonly note: string;
}

/** One way of connecting. An sslmode is a list of them, tried in order. */
export interface TlsAttempt {
  /** Null for an unencrypted connection. */
  readonly options: ConnectionOptions | null;
  readonly verified: TlsReport["verified"];
  readonly note: string;
}

/**
 * The attempts that the wish allows, in order; never empty. Reads certificate files.
 *
 * @throws AppError CONNECT_TLS when a file that was asked for cannot be read or is needed and absent.
 */
export async function planTls(wish: TlsWish, address: ServerAddress): Promise<readonly [TlsAttempt, ...TlsAttempt[]]> {
  const plain = (note: string): TlsAttempt => ({ options: null, verified: "none", note });
  if (address.host.startsWith("/")) return [plain("not encrypted: a Unix socket does not leave the machine")];
  if (wish.mode === "disable") return [plain("not encrypted (sslmode=disable)")];
  const encrypted = await encryptedAttempt(wish, address);
  switch (wish.mode) {
    case "allow":
      return [plain("not encrypted (sslmode=allow, and the server does not insist)"), encrypted];
    case "prefer":
      return [encrypted, plain("not encrypted (sslmode=prefer, and the server offers no TLS)")];
    case "require":
    case "verify-ca":
    case "verify-full":
      return [encrypted];
  }
}

async function encryptedAttempt(wish: TlsWish, address: ServerAddress): Promise<TlsAttempt> {
  const { roots, source } = await readRoots(wish);
  const verified = wish.mode === "verify-full" ? "full" : roots === null ? "none" : "ca";
  const certificate = await readOptional(wish.certificate, "sslcert");
  const key = certificate === null ? null : await readOptional(wish.key, "sslkey");
  const options: ConnectionOptions = {
    rejectUnauthorized: verified !== "none",
    minVersion: readVersion(wish.minVersion) ?? "TLSv1.2",
    ...optional("maxVersion", readVersion(wish.maxVersion)),
    ...optional("ca", roots),
    ...optional("cert", certificate),
    ...optional("key", key),
    // verify-ca: the chain is checked, whose name it bears is not
    ...(verified === "full" ? {} : { checkServerIdentity: () => undefined }),
    // with hostaddr the connection goes to an address, but the certificate must bear the host's name
    ...(address.address === undefined ? {} : { host: address.host, servername: address.host }),
  };
  return { options, verified, note: describe(wish, verified, source) };
}

function describe(wish: TlsWish, verified: TlsReport["verified"], source: string): string {
  const start = `encrypted (sslmode=${wish.mode})`;
  switch (verified) {
    case "none":
      return `${start}, certificate not verified`;
    case "ca":
      return `${start}, certificate verified against ${source}, host name not`;
    case "full":
      return `${start}, certificate and host name verified against ${source}`;
  }
}

/**
 * libpq's rule: where a root certificate is at hand, even `require` and weaker modes verify the chain with it.
 * Beyond libpq, verify-full without any file uses Node's public roots instead of failing: the host name makes that
 * safe, and it is what most providers' certificates need. verify-ca would then accept anybody's certificate.
 */
async function readRoots(wish: TlsWish): Promise<{ roots: string | string[] | null; source: string }> {
  if (wish.rootCertificate?.path === "system") return systemRoots();
  const text = await readOptional(wish.rootCertificate, "sslrootcert");
  if (text !== null) return { roots: text, source: wish.rootCertificate?.path ?? "" };
  if (wish.mode === "verify-ca") {
    throw new AppError({
      code: "CONNECT_TLS",
      message: "sslmode=verify-ca needs a root certificate, and none was found.",
      hint: "Add sslrootcert=FILE to the URL, or use sslmode=verify-full, which may use public roots.",
    });
  }
  return { roots: null, source: "the public roots that come with Node.js" };
}

function systemRoots(): { roots: string[] | null; source: string } {
  // Node 22.15+ can read the system's store; before, its bundled copy of the public roots stands for it
  if ("getCACertificates" in tls && typeof tls.getCACertificates === "function") {
    return { roots: tls.getCACertificates("system"), source: "the system's roots" };
  }
  return { roots: null, source: "the public roots that come with Node.js" };
}

async function readOptional(file: TlsWish["certificate"], parameter: string): Promise<string | null> {
  if (file === null) return null;
  try {
    return await readFile(file.path, "utf8");
  } catch (cause) {
    if (!file.explicit) return null;
    throw new AppError({
      code: "CONNECT_TLS",
      message: `The file of ${parameter} cannot be read: ${file.path}`,
      hint: `Check the path and its permissions, or remove ${parameter} from the URL and the environment.`,
      cause,
    });
  }
}

function readVersion(text: string | null): SecureVersion | null {
  if (text === null) return null;
  const versions: readonly SecureVersion[] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];
  const found = versions.find((version) => version === text);
  if (found !== undefined) return found;
  throw new AppError({
    code: "URL_INVALID",
    message: "The connection URL cannot be used: a TLS protocol version is unknown.",
    hint: `It must be one of: ${versions.join(", ")}`,
  });
}

function optional<K extends string, V>(key: K, value: V | null): { readonly [P in K]?: V } {
  return value === null ? {} : ({ [key]: value } as { readonly [P in K]: V }); // a computed key widens to string
}
