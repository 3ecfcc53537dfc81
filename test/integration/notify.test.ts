/** Messages to the team: what each service is really sent, what happens when it is busy, gone or silent, and what is kept. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Notice } from "../../src/core/release/notice.ts";
import { announcementOf, parseNoticeRecord } from "../../src/core/release/notice-record.ts";
import { createSecretRegister } from "../../src/core/report/secret-register.ts";
import type { ConfigFile } from "../../src/project/config-file.ts";
import { readEvidence } from "../../src/project/evidence.ts";
import { announceAlone } from "../../src/workflows/announce.ts";
import { deliveryFindings, type NotifyOptions, notify } from "../../src/workflows/notify.ts";
import { openProject } from "../../src/workflows/open-project.ts";
import type { WorkflowContext } from "../../src/workflows/workflow-context.ts";
import { refusal } from "../support/apply-desk.ts";
import { openHttpWorld } from "../support/http-world.ts";
import { startLoopbackSmtp } from "../support/loopback-smtp.ts";

const canary = "c4nary-Pa55word";
const notice: Notice = {
  kind: "failure",
  environment: "production",
  level: "bad",
  title: `The train stopped at postgres://app:${canary}@db/app`,
  lines: [`password=${canary} was refused`],
  facts: [{ label: canary, value: `token ${canary}` }],
  actions: [{ label: "try", text: `psql postgres://app:${canary}@db/app` }],
};

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-notify-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const told: string[] = [];
function contextWith(env: Readonly<Record<string, string>>): WorkflowContext {
  const secrets = createSecretRegister([canary]);
  told.length = 0;
  return {
    cwd: folder,
    env,
    osUser: "tester",
    learn: secrets.add,
    redact: secrets.redact,
    progress: ({ state, detail }) => void told.push(`${state} ${detail ?? ""}`),
  };
}

const clock = () => new Date("2026-11-23T10:00:00Z");
const options: NotifyOptions = { clock: () => new Date(), pauseMs: 20, attemptMs: 2_000, deadlineMs: 5_000 };

async function send(config: ConfigFile["notify"], env: Readonly<Record<string, string>> = {}, more: Partial<NotifyOptions> = {}) {
  writeFileSync(join(folder, "lockstep.config.json"), JSON.stringify({ notify: config }));
  const context = contextWith(env);
  return notify(notice, await openProject(context), context, { ...options, ...more });
}

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a server on a port has such an address
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

const evidenceTexts = () => {
  const place = join(folder, "db/migrations/evidence");
  return readdirSync(place).map((file) => readFileSync(join(place, file), "utf8"));
};

describe("every service", () => {
  it("is told once, each in its own form, and no secret leaves with it", async () => {
    const [slack, hook, smtp] = await Promise.all([openHttpWorld(), openHttpWorld(), startLoopbackSmtp()]);
    const env = {
      SLACK: `${slack.url}/services/T0/B0/hook-secret`,
      HOOK: `${hook.url}/in/hook-secret`,
      AUTH: "Bearer hook-token-123456",
      SMTP: `smtp://team:mail-secret@127.0.0.1:${smtp.port}`,
      GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
    };
    const deliveries = await send(
      [
        { kind: "slack", webhook: { kind: "env", name: "SLACK" } },
        { kind: "http", url: "env://HOOK", headers: { authorization: "env://AUTH", "x-team": "portal" } },
        { kind: "email", smtp: "env://SMTP", from: "lockstep@example.com", to: ["a@example.com", "b@example.com"] },
      ],
      env,
    );
    expect(deliveries.map(({ service, ok, why }) => ({ service, ok, why }))).toEqual(
      ["slack", "webhook", "email", "summary"].map((service) => ({ service, ok: true, why: null })),
    );
    expect(slack.heard).toHaveLength(1);
    expect(JSON.parse(slack.heard[0]?.body ?? "")).toMatchObject({
      blocks: [{ type: "header" }, {}, {}, {}, { type: "context" }],
    });
    expect(hook.heard[0]).toMatchObject({
      method: "POST",
      path: "/in/hook-secret",
      headers: { authorization: "Bearer hook-token-123456", "x-team": "portal", "content-type": expect.stringContaining("json") },
    });
    expect(JSON.parse(hook.heard[0]?.body ?? "")).toMatchObject({
      schemaVersion: 1,
      type: "lockstep.notice",
      kind: "failure",
      level: "bad",
    });
    expect(smtp.heard).toMatchObject([
      { from: "lockstep@example.com", to: ["a@example.com", "b@example.com"], login: "team mail-secret" },
    ]);
    expect(smtp.heard[0]?.text).toContain("Subject: [production] The train stopped");
    const summary = readFileSync(env.GITHUB_STEP_SUMMARY, "utf8");
    expect(summary).toContain("### ✗ The train stopped");
    for (const text of [slack.heard[0]?.body, hook.heard[0]?.body, smtp.heard[0]?.text, summary, ...evidenceTexts()])
      expect(text).not.toMatch(/c4nary|hook-secret|hook-token|mail-secret/);
  });

  it("leaves evidence of what arrived, and where from nobody can tell the address", async () => {
    const { url } = await openHttpWorld();
    const subject = { window: null, files: [{ file: "a.sql", checksum: "sha256:1" }] };
    await send([{ kind: "http", url: `${url}/secret-path-of-hook` }], {}, { subject, by: "jon" });
    const [stored, ...others] = await readEvidence(join(folder, "db/migrations"), "notice", "production");
    expect(others).toEqual([]);
    expect(stored?.by).toBe("jon");
    expect(parseNoticeRecord(stored?.data)).toMatchObject({
      kind: "failure",
      ...subject,
      deliveries: [{ service: "webhook", ok: true }],
    });
    expect(evidenceTexts().join("")).not.toContain("secret-path");
  });

  it("is nobody where nothing is configured: nothing is sent or kept", async () => {
    expect(await send([])).toEqual([]);
    expect(() => evidenceTexts()).toThrow("ENOENT");
  });
});

describe("a service that does not take it", () => {
  it("is asked again when it is busy, after as long as it says", async () => {
    const busy = await openHttpWorld([{ status: 500 }, { status: 429, headers: { "retry-after": "1" } }, { status: 200 }]);
    const began = Date.now();
    const deliveries = await send([{ kind: "slack", webhook: busy.url }]);
    expect(deliveries).toMatchObject([{ service: "slack", ok: true }]);
    expect(busy.heard).toHaveLength(3);
    expect(Date.now() - began).toBeGreaterThanOrEqual(1_000);
  });

  it("is not asked again when it asks for more time than there is, or says no", async () => {
    const [later, no] = await Promise.all([
      openHttpWorld([{ status: 503, headers: { "retry-after": "3600" } }]),
      openHttpWorld([{ status: 404 }]),
    ]);
    const deliveries = await send([
      { kind: "slack", webhook: later.url },
      { kind: "slack", webhook: no.url },
    ]);
    expect(deliveries.map(({ service, ok, why }) => [service, ok, why])).toEqual([
      ["slack", false, "it answered HTTP 503"],
      ["slack 2", false, "it answered HTTP 404"],
    ]);
    expect([later.heard.length, no.heard.length]).toEqual([1, 1]);
    expect(deliveryFindings(deliveries).map(({ rule, level }) => [rule, level])).toEqual(
      Array(2).fill(["notice-not-delivered", "medium"]),
    );
    expect(told.join("\n")).toContain("warning slack: it answered HTTP 503");
  });

  it("is waited for only so long when it is silent, and the others are told meanwhile", async () => {
    const [silent, quick] = await Promise.all([openHttpWorld(["hang"]), openHttpWorld()]);
    const began = Date.now();
    const deliveries = await send(
      [
        { kind: "http", url: silent.url, timeoutMs: 150 },
        { kind: "http", url: quick.url },
      ],
      {},
      { deadlineMs: 800 },
    );
    expect(deliveries).toMatchObject([
      { service: "webhook", ok: false, why: "it did not answer in time" },
      { service: "webhook 2", ok: true },
    ]);
    expect(Date.now() - began).toBeLessThan(3_000);
    expect(silent.heard.length).toBeGreaterThan(1);
  });

  it("never stops the caller: no address, no server, no secret, no summary page", async () => {
    const env = { GITHUB_STEP_SUMMARY: join(folder, "no/such/place.md") };
    const port = await closedPort();
    const deliveries = await send(
      [
        { kind: "slack", webhook: "env://MISSING" },
        { kind: "slack", webhook: "not an address" },
        { kind: "http", url: `http://127.0.0.1:${port}/hook-secret` },
        { kind: "email", smtp: `smtp://127.0.0.1:${port}`, from: "a@b.c", to: ["d@e.f"] },
      ],
      env,
      { deadlineMs: 300 },
    );
    expect(deliveries.map(({ ok }) => ok)).toEqual(Array(5).fill(false));
    expect(deliveries.map(({ why }) => why).join("\n")).toMatch(/MISSING is not set[\s\S]*no http\(s\) URL[\s\S]*ECONNREFUSED/);
    expect(JSON.stringify(deliveries)).not.toContain("hook-secret");
  });

  it("gets no message from somewhere else: a redirect is not followed", async () => {
    const elsewhere = await openHttpWorld();
    const moved = await openHttpWorld([{ status: 307, headers: { location: elsewhere.url } }]);
    expect(await send([{ kind: "http", url: moved.url }], {}, { deadlineMs: 200 })).toMatchObject([{ ok: false }]);
    expect(elsewhere.heard).toEqual([]);
  });

  it("may be a mail server that is busy once, and then has one mail and not two", async () => {
    const smtp = await startLoopbackSmtp({ refusals: ["451 later"] });
    const mail = { kind: "email", smtp: `smtp://127.0.0.1:${smtp.port}`, from: "a@b.c", to: ["d@e.f"] } as const;
    expect(await send([mail])).toMatchObject([{ service: "email", ok: true }]);
    expect(smtp.heard).toHaveLength(1);
    const no = await startLoopbackSmtp({ refusals: ["550 never", "550 never"] });
    expect(await send([{ ...mail, smtp: `smtp://127.0.0.1:${no.port}` }])).toMatchObject([
      { ok: false, why: expect.stringContaining("refused with 550") },
    ]);
  });

  it("gets a body of the user's own, and its answer is checked as configured", async () => {
    const discord = await openHttpWorld([{ status: 204, body: "" }]);
    const strict = await openHttpWorld([{ status: 200, body: "queued" }]);
    const deliveries = await send([
      { kind: "http", url: discord.url, body: '{"content":"{text}"}', status: 204 },
      { kind: "http", url: strict.url, contains: "accepted" },
    ]);
    expect(deliveries.map(({ ok }) => ok)).toEqual([true, false]);
    expect(JSON.parse(discord.heard[0]?.body ?? "")).toEqual({ content: expect.stringContaining("✗ The train stopped") });
  });
});

describe("the summary page", () => {
  it("is left alone when it is full, because GitHub would drop all of it", async () => {
    const page = join(folder, "summary.md");
    writeFileSync(page, "x".repeat(1024 * 1024 - 100));
    const deliveries = await send([], { GITHUB_STEP_SUMMARY: page });
    expect(deliveries).toMatchObject([{ service: "summary", ok: false, why: expect.stringContaining("full") }]);
    expect(readFileSync(page, "utf8")).toHaveLength(1024 * 1024 - 100);
  });
});

describe("an announcement", () => {
  const window = { opens: "2026-11-27T22:00:00.000Z", closes: "2026-11-27T23:00:00.000Z" };
  const files = [{ file: "20261120000000_drop.sql", checksum: "sha256:1", risk: "high" as const }];
  const request = { environment: "production", window, files, reason: "legacy accounts are dropped", by: "jon" };
  const configure = (config: ConfigFile) => writeFileSync(join(folder, "lockstep.config.json"), JSON.stringify(config));

  it("tells the team when, on its own clocks, and is evidence for these files in this window", async () => {
    const slack = await openHttpWorld();
    configure({ notify: [{ kind: "slack", webhook: slack.url }], cadence: { every: "week", zone: "America/New_York" } });
    const outcome = await announceAlone(request, contextWith({}), { ...options, clock });
    expect(outcome).toMatchObject({ isAnnounced: true, findings: [] });
    expect(slack.heard[0]?.body).toContain("Friday 27 November 2026, 17:00 to 18:00 (America/New_York)");
    const stored = (await readEvidence(join(folder, "db/migrations"), "notice", "production")).flatMap(({ at, file, data }) => {
      const record = parseNoticeRecord(data);
      return record === null ? [] : [{ at, file, record }];
    });
    const now = new Date(window.opens);
    expect(announcementOf(stored, { window, files, now }).found).not.toBeNull();
    expect(announcementOf(stored, { window, files: [{ file: "b.sql", checksum: "sha256:2" }], now }).found).toBeNull();
  });

  it("that reached nobody says so and is no evidence", async () => {
    const slack = await openHttpWorld([{ status: 403 }]);
    configure({ notify: [{ kind: "slack", webhook: slack.url }] });
    const outcome = await announceAlone(request, contextWith({ GITHUB_STEP_SUMMARY: join(folder, "s.md") }), {
      ...options,
      clock,
    });
    expect(outcome.isAnnounced).toBe(false);
    expect(outcome.findings).toHaveLength(1);
  });

  it("is refused without a service, a reason, or a window to come", async () => {
    configure({});
    expect(await refusal(announceAlone(request, contextWith({}), { ...options, clock }))).toMatchObject({
      code: "NOTIFY_NOT_CONFIGURED",
      hint: expect.stringContaining("notify: [slack("),
    });
    configure({ notify: [{ kind: "slack", webhook: "https://127.0.0.1:1/" }] });
    const late = { ...request, window: { opens: "2026-11-20T22:00:00Z", closes: "2026-11-20T23:00:00Z" } };
    expect((await refusal(announceAlone(late, contextWith({}), { ...options, clock }))).code).toBe("USAGE");
    expect((await refusal(announceAlone({ ...request, reason: " " }, contextWith({}), { ...options, clock }))).code).toBe(
      "USAGE",
    );
  });
});
