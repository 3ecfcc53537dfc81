/** The URL of another database on the same server: everything else in it stays as it is, which a rebuilt URL could not promise. */

/** `url` is one that `parseConnectionUrl` accepts. */
export function databaseUrl(url: string, database: string): string {
  const [, server = "", query = ""] = /^(postgres(?:ql)?:\/\/[^/?]*)(?:\/[^?]*)?(?:\?(.*))?$/s.exec(url.trim()) ?? [];
  const kept = query.split("&").filter((pair) => pair !== "" && !pair.startsWith("dbname="));
  return `${server}/${encodeURIComponent(database)}${kept.length === 0 ? "" : `?${kept.join("&")}`}`;
}
