/** Mail through an SMTP server. A server that is busy is asked once more; a mail that may have been taken is never sent twice. */

import type { PostOutcome, PostPatience } from "./post-with-retries.ts";

/** One mail. */
export interface Mail {
  /** `smtps://user:password@host:465` */
  readonly smtp: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const schemes = ["smtp:", "smtps:"];

/** Sends it; throws nothing. */
export async function sendMail(mail: Mail, patience: PostPatience): Promise<PostOutcome> {
  const url = URL.canParse(mail.smtp) ? new URL(mail.smtp) : null;
  if (url === null || !schemes.includes(url.protocol) || url.hostname === "")
    return { ok: false, why: "its address is no smtp:// or smtps:// URL" };
  const { createTransport } = await import("nodemailer");
  const first = await sendOnce(createTransport, url, mail, patience);
  if (first.ok || !first.mayRetry || patience.signal?.aborted === true) return first;
  await new Promise((resolve) => setTimeout(resolve, patience.pauseMs * (0.5 + patience.random() / 2)));
  return sendOnce(createTransport, url, mail, patience);
}

type MailOutcome = PostOutcome & { readonly mayRetry?: boolean };

async function sendOnce(
  createTransport: typeof import("nodemailer")["createTransport"],
  url: URL,
  { from, to, subject, text, html }: Mail,
  { attemptMs, signal }: PostPatience,
): Promise<MailOutcome> {
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || (url.protocol === "smtps:" ? 465 : 587)),
    secure: url.protocol === "smtps:",
    // a password is never sent in the clear to another machine
    requireTLS: url.protocol === "smtp:" && url.password !== "" && !isLoopback(url.hostname),
    ...(url.username === "" ? {} : { auth: { user: decoded(url.username), pass: decoded(url.password) } }),
    connectionTimeout: attemptMs,
    greetingTimeout: attemptMs,
    socketTimeout: attemptMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const stop = () => transport.close();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    await transport.sendMail({ from, to: [...to], subject, text, html });
    return { ok: true };
  } catch (error) {
    return { ok: false, ...failureOf(error) };
  } finally {
    signal?.removeEventListener("abort", stop);
    transport.close();
  }
}

/** Codes only: what a server says may quote the user's name. */
function failureOf(error: unknown): { readonly why: string; readonly mayRetry: boolean } {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
  const answered = error instanceof Error && "responseCode" in error ? Number(error.responseCode) : null;
  // 4xx: not now, and nothing was taken
  const mayRetry = answered !== null && answered >= 400 && answered < 500;
  if (answered !== null) return { why: `the mail server refused with ${answered} (${code})`, mayRetry };
  return {
    why: code === "ETIMEDOUT" ? "the mail server did not answer in time" : `the mail could not be sent (${code})`,
    mayRetry,
  };
}

function isLoopback(host: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(host);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a raw % makes it no percent-encoding
  }
}
