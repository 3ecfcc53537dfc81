/** What a configured request is called in reports and evidence: never with what may be a secret. */

import { redact } from "../core/report/redact.ts";
import type { HttpReference } from "./config-file.ts";

/** `GET https://…/health`; where the address is a secret, the name of the place where it is. */
export function requestName({ url, method, body }: HttpReference): string {
  const verb = method ?? (body === undefined ? "GET" : "POST");
  if (typeof url === "string") return `${verb} ${withoutQuery(url)}`;
  return `${verb} ${"name" in url ? url.name : url.kind}`;
}

// what stands behind the question mark may be a token
function withoutQuery(url: string): string {
  return redact(url.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//"));
}
