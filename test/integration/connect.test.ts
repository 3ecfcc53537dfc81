/** Connecting to real servers in every way that goes wrong: access rules, TLS, silence. */

import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSession } from "../../src/postgres/connect.ts";
import type { ScratchServer } from "../../src/postgres/scratch/scratch-server.ts";
import { chooseServerAccount } from "../../src/postgres/scratch/server-account.ts";
import type { Session } from "../../src/postgres/session.ts";
import { sqlState } from "../../src/postgres/sql-state.ts";
import { execSql, startServer } from "../support/postgres.ts";
import { canary, failure, listen, open, target } from "../support/sessions.ts";

const folder = mkdtempSync(join(tmpdir(), "lockstep-connect-"));
const account = chooseServerAccount();
let server: ScratchServer; // speaks TLS, with access rules of its own
let plainServer: ScratchServer; // does not speak TLS

beforeAll(async () => {
  chmodSync(folder, 0o755);
  makeCertificates();
  const rules = [
    "local all all scram-sha-256",
    "hostssl all tls_only all scram-sha-256",
    "hostnossl all plain_only all scram-sha-256",
    "host all tls_only,plain_only,refused all reject",
    "host all all all scram-sha-256",
  ];
  writeServerFile("hba.conf", `${rules.join("\n")}\n`);
  server = await startServer(18, {
    settings: {
      hba_file: join(folder, "hba.conf"),
      ssl: "on",
      ssl_cert_file: join(folder, "server.crt"),
      ssl_key_file: join(folder, "server.key"),
    },
  });
  plainServer = await startServer(18);
  const roles = ["reader", "tls_only", "plain_only", "refused"].map((role) => `create role ${role} login password '${canary}';`);
  await execSql(server.url(), `${roles.join("")} create role crowded login password '${canary}' connection limit 0;`);
});

afterAll(async () => {
  await server?.stop();
  await plainServer?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function writeServerFile(name: string, text: string): void {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

/** A root, and a server certificate signed by it for "localhost" (not for 127.0.0.1); also a root of someone else. */
function makeCertificates(): void {
  const openssl = (...args: string[]) => {
    const { status, stderr } = spawnSync("openssl", args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
  };
  for (const root of ["root", "other"]) {
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "2",
      "-subj",
      `/CN=${root}`,
      "-keyout",
      `${root}.key`,
      "-out",
      `${root}.crt`,
    );
  }
  openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "raw.key", "-out", "server.csr");
  writeFileSync(join(folder, "ext"), "subjectAltName=DNS:localhost\n");
  const sign = ["-CA", "root.crt", "-CAkey", "root.key", "-CAcreateserial", "-days", "2", "-extfile", "ext"];
  openssl("x509", "-req", "-in", "server.csr", "-out", "raw.crt", ...sign);
  for (const kind of ["crt", "key"]) writeServerFile(`server.${kind}`, readFileSync(join(folder, `raw.${kind}`), "utf8"));
}

/** A URL of the TLS server for a role whose password is the canary. */
function roleUrl(role: string, parameters = "", host = "127.0.0.1"): string {
  return `postgres://${role}:${canary}@${host}:${server.port}/postgres${parameters === "" ? "" : `?${parameters}`}`;
}

describe("a connection that is refused says why", () => {
  test("wrong password", async () => {
    const error = await failure(open(server.url().replace(/:[^:@]*@/, ":wrong@")));
    expect(error).toMatchObject({ code: "CONNECT_AUTHENTICATION", hint: expect.stringContaining("percent-encoded") });
    expect(sqlState(error)).toBe("28P01");
  });

  test("no password at all, while the password file serves when it is private", async () => {
    const url = `postgres://reader@127.0.0.1:${server.port}/postgres`;
    const passfile = join(folder, "pgpass");
    const error = await failure(openSession(target(url, { PGPASSFILE: passfile })));
    expect(error).toMatchObject({ code: "CONNECT_AUTHENTICATION", message: expect.stringContaining("none was given") });
    writeFileSync(passfile, `127.0.0.1:${server.port}:*:reader:${canary}\n`, { mode: 0o600 });
    const session = await openSession(target(url, { PGPASSFILE: passfile }));
    await session.close();
  });

  test("an access rule of pg_hba.conf", async () => {
    const error = await failure(open(roleUrl("refused")));
    expect(error).toMatchObject({ code: "CONNECT_AUTHENTICATION", message: expect.stringContaining("pg_hba.conf") });
  });

  test("an unknown role on a server that wants passwords", async () => {
    expect((await failure(open(roleUrl("nosuchrole")))).code).toBe("CONNECT_AUTHENTICATION");
  });

  test("a database that does not exist", async () => {
    const error = await failure(open(server.url("nosuchdatabase")));
    expect(error).toMatchObject({ code: "CONNECT_NO_DATABASE", message: expect.stringContaining("nosuchdatabase") });
  });

  test("a role without a connection slot", async () => {
    expect((await failure(open(roleUrl("crowded")))).code).toBe("CONNECT_TOO_MANY");
  });

  test("a host name that does not resolve", async () => {
    const error = await failure(open(`postgres://u:${canary}@no-such-host.invalid/d`));
    expect(error).toMatchObject({ code: "CONNECT_UNKNOWN_HOST", message: expect.stringContaining("no-such-host.invalid") });
  });

  test("a port or socket where nothing listens", async () => {
    const port = await listen(() => undefined);
    expect((await failure(open(`postgres://u:${canary}@127.0.0.1:1/d`))).code).toBe("CONNECT_REFUSED");
    expect((await failure(open(`postgres://u:${canary}@/d?host=${folder}&port=${port}`))).code).toBe("CONNECT_REFUSED");
  });

  test("a server that accepts and never answers, within the time given", async () => {
    const port = await listen(() => undefined);
    const start = performance.now();
    const error = await failure(open(`postgres://u:${canary}@127.0.0.1:${port}/d`, { connectTimeoutMs: 500 }));
    expect(error).toMatchObject({
      code: "CONNECT_TIMEOUT",
      message: `127.0.0.1:${port} did not answer within 500 ms.`,
      hint: expect.stringContaining("--timeout 30s"),
    });
    expect(performance.now() - start).toBeLessThan(1_500);
  });

  test("a server that hangs up", async () => {
    const port = await listen((socket) => socket.end());
    expect((await failure(open(`postgres://u:${canary}@127.0.0.1:${port}/d`))).code).toBe("CONNECT_FAILED");
  });

  test("a server older than 14", async () => {
    const port = await listen((socket) =>
      socket.on("data", () => socket.write(greeting({ server_version: "13.22 (Debian 13.22-1)" }))),
    );
    const error = await failure(open(`postgres://u@127.0.0.1:${port}/d?sslmode=disable`));
    expect(error).toMatchObject({ code: "SERVER_TOO_OLD", message: expect.stringContaining("13.22") });
  });

  test("an interruption while connecting", async () => {
    const port = await listen(() => undefined);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const error = await failure(open(`postgres://u@127.0.0.1:${port}/d`, { signal: controller.signal }));
    expect(error.code).toBe("INTERRUPTED");
  });
});

/** What a server without authentication sends until it is ready. */
function greeting(parameters: Record<string, string>): Buffer {
  const message = (type: string, body: Buffer) => {
    const head = Buffer.alloc(5);
    head.write(type, 0);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const settings = Object.entries(parameters).map(([name, value]) => message("S", Buffer.from(`${name}\0${value}\0`)));
  return Buffer.concat([
    message("R", Buffer.alloc(4)),
    ...settings,
    message("K", Buffer.alloc(8)),
    message("Z", Buffer.from("I")),
  ]);
}

describe("several hosts", () => {
  test("are tried in order until one answers", async () => {
    const session = await open(`postgres://reader:${canary}@127.0.0.1:1,127.0.0.1:${server.port}/postgres`);
    expect((await session.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  });

  test("end at a wrong password, which the others would refuse too", async () => {
    const error = await failure(open(`postgres://reader:wrong@127.0.0.1:${server.port},127.0.0.1:1/postgres`));
    expect(error.code).toBe("CONNECT_AUTHENTICATION");
  });

  test("a primary is not taken for a standby", async () => {
    const error = await failure(open(roleUrl("reader", "target_session_attrs=standby")));
    expect(error.message).toContain("target_session_attrs=standby");
    expect((await open(roleUrl("reader", "target_session_attrs=prefer-standby"))).inReplica).toBe(false);
  });
});

describe("sslmode means what it means to psql", () => {
  const root = () => join(folder, "root.crt");
  const other = () => join(folder, "other.crt");

  async function isEncrypted(session: Session): Promise<unknown> {
    const { rows } = await session.query("select ssl from pg_catalog.pg_stat_ssl where pid = pg_catalog.pg_backend_pid()");
    return rows[0]?.ssl;
  }

  test.each([
    ["disable", "", false, "none"],
    ["allow", "", false, "none"],
    ["prefer", "", true, "none"],
    ["require", "", true, "none"],
    ["require", "root", true, "ca"],
    ["verify-ca", "root", true, "ca"],
  ])("%s %s encrypts or not, and verifies or not", async (mode, certificate, encrypted, verified) => {
    const parameters = `sslmode=${mode}${certificate === "root" ? `&sslrootcert=${root()}` : ""}`;
    const session = await open(roleUrl("reader", parameters));
    expect(await isEncrypted(session)).toBe(encrypted);
    expect(session.tls).toMatchObject({ used: encrypted, verified, protocol: encrypted ? "TLSv1.3" : null });
  });

  test("verify-full wants the host's name in the certificate", async () => {
    const session = await open(roleUrl("reader", `sslmode=verify-full&sslrootcert=${root()}`, "localhost"));
    expect(session.tls).toMatchObject({ used: true, verified: "full" });
    const error = await failure(open(roleUrl("reader", `sslmode=verify-full&sslrootcert=${root()}`)));
    expect(error).toMatchObject({ code: "CONNECT_TLS", message: expect.stringContaining("another host name") });
  });

  test("hostaddr connects elsewhere than the name that is verified", async () => {
    const url = roleUrl("reader", `hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert=${root()}`, "localhost");
    expect((await open(url)).tls.verified).toBe("full");
    const misnamed = roleUrl("reader", `hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert=${root()}`, "db.example.com");
    expect((await failure(open(misnamed))).code).toBe("CONNECT_TLS");
  });

  test.each([
    ["verify-full without a root certificate", "sslmode=verify-full", "trusted here"],
    ["verify-ca without a root certificate", "sslmode=verify-ca", "needs a root certificate"],
    ["sslrootcert=system", "sslrootcert=system", "trusted here"],
  ])("%s refuses a self-signed certificate", async (_name, parameters, message) => {
    const error = await failure(open(roleUrl("reader", parameters, "localhost")));
    expect(error).toMatchObject({ code: "CONNECT_TLS", message: expect.stringContaining(message) });
  });

  test.each(["require", "verify-ca", "verify-full"])("%s refuses a certificate of another root", async (mode) => {
    const error = await failure(open(roleUrl("reader", `sslmode=${mode}&sslrootcert=${other()}`, "localhost")));
    expect(error.code).toBe("CONNECT_TLS");
  });

  test("a root certificate in its default place makes require stricter", async () => {
    const home = join(folder, "home");
    mkdirSync(join(home, ".postgresql"), { recursive: true });
    writeFileSync(join(home, ".postgresql", "root.crt"), readFileSync(other()));
    const error = await failure(openSession(target(roleUrl("reader", "sslmode=require"), { HOME: home })));
    expect(error.code).toBe("CONNECT_TLS");
  });

  test("a certificate file that is not there is an error, not a silent downgrade", async () => {
    const error = await failure(open(roleUrl("reader", "sslmode=require&sslrootcert=/no/such/file")));
    expect(error).toMatchObject({ code: "CONNECT_TLS", message: expect.stringContaining("/no/such/file") });
  });

  test("a server without TLS is fine for prefer and an error for require", async () => {
    const session = await open(plainServer.url());
    expect(session.tls).toMatchObject({ used: false, verified: "none" });
    expect(session.tls.note).toContain("not encrypted");
    const error = await failure(open(`${plainServer.url()}?sslmode=require`));
    expect(error).toMatchObject({ code: "CONNECT_TLS", message: expect.stringContaining("does not offer TLS") });
  });

  test("access rules that want the other way are followed where sslmode allows it", async () => {
    expect((await open(roleUrl("tls_only", "sslmode=allow"))).tls.used).toBe(true);
    expect((await open(roleUrl("plain_only", "sslmode=prefer"))).tls.used).toBe(false);
    expect((await failure(open(roleUrl("tls_only", "sslmode=disable")))).hint).toContain("sslmode=require");
    expect((await failure(open(roleUrl("plain_only", "sslmode=require")))).code).toBe("CONNECT_AUTHENTICATION");
  });

  test("direct negotiation and required channel binding work with a server that has them", async () => {
    const session = await open(roleUrl("reader", "sslmode=require&sslnegotiation=direct&channel_binding=require"));
    expect(await isEncrypted(session)).toBe(true);
  });

  test("required channel binding is refused without TLS, before the password is used", async () => {
    const error = await failure(open(roleUrl("reader", "sslmode=disable&channel_binding=require")));
    expect(error).toMatchObject({ code: "CONNECT_TLS", message: expect.stringContaining("channel_binding=require") });
  });
});
