/**
 * Loads node-postgres when a connection is first needed, so that commands without a database do not pay for it, and
 * at its real price: on Node 20 its look for Cloudflare's runtime starts Node's whole `fetch`, nearly half of the
 * loading time (57 ms against 34 ms), unless a `navigator` is there to answer first, as it is from Node 21 on.
 */

type Pg = typeof import("pg")["default"];

let loading: Promise<Pg> | undefined;

/** The `pg` module; loaded once. */
export function loadPg(): Promise<Pg> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Pg> {
  if ("navigator" in globalThis) return (await import("pg")).default;
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Node.js" }, configurable: true });
  try {
    return (await import("pg")).default;
  } finally {
    Reflect.deleteProperty(globalThis, "navigator");
  }
}
