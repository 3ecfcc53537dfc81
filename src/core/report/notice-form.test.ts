import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Notice } from "../release/notice.ts";
import { noticeForm } from "./notice-form.ts";
import { noticeMail } from "./notice-mail.ts";
import { noticeMarkdown } from "./notice-markdown.ts";
import { slackMessage } from "./notice-slack.ts";
import { filledBody, webhookBody } from "./notice-webhook.ts";
import { createRedactors } from "./redact.ts";

const notice: Notice = {
  kind: "train",
  environment: "production",
  level: "good",
  title: "Three migrations are on production",
  lines: ["20261120_a.sql took 2 s.", "All <smoke> & mirrors checks are green."],
  facts: [{ label: "backup", value: "b-17, verified" }],
  actions: [{ label: "look", text: "lockstep log show production" }],
};
const asIs = (text: string) => text;
const canary = "s3cr3t-c4nary-v4lue";

describe("a notice", () => {
  it("is rendered for every service from one form", () => {
    const form = noticeForm(notice, asIs);
    expect(slackMessage(form)).toMatchInlineSnapshot(`
      {
        "blocks": [
          {
            "text": {
              "emoji": false,
              "text": "✓ Three migrations are on production",
              "type": "plain_text",
            },
            "type": "header",
          },
          {
            "text": {
              "text": "20261120_a.sql took 2 s.
      All &lt;smoke&gt; &amp; mirrors checks are green.",
              "type": "mrkdwn",
              "verbatim": true,
            },
            "type": "section",
          },
          {
            "text": {
              "text": "*backup:* b-17, verified",
              "type": "mrkdwn",
              "verbatim": true,
            },
            "type": "section",
          },
          {
            "text": {
              "text": "look: \`lockstep log show production\`",
              "type": "mrkdwn",
              "verbatim": true,
            },
            "type": "section",
          },
          {
            "elements": [
              {
                "emoji": false,
                "text": "Lockstep · production · train",
                "type": "plain_text",
              },
            ],
            "type": "context",
          },
        ],
        "text": "✓ Three migrations are on production",
      }
    `);
    expect(JSON.parse(webhookBody(form, "2026-11-27T22:00:00.000Z"))).toEqual({
      schemaVersion: 1,
      type: "lockstep.notice",
      at: "2026-11-27T22:00:00.000Z",
      ...notice,
      text: form.text,
    });
    expect(noticeMail(form)).toMatchObject({
      subject: "[production] Three migrations are on production",
      text: expect.stringContaining("backup: b-17, verified\nlook: lockstep log show production\n"),
      html: expect.stringContaining("<p>All &lt;smoke&gt; &amp; mirrors checks are green.</p>"),
    });
    expect(noticeMarkdown(form)).toContain("### ✓ Three migrations are on production\n\n20261120\\_a.sql took 2 s.");
  });

  it("lets no secret through, wherever it stands and however it is cut", () => {
    const { text: redact } = createRedactors([canary]);
    const place = (before: number) => `${"x".repeat(before)} ${canary} end`;
    const full: Notice = {
      ...notice,
      environment: canary,
      title: place(135),
      lines: [place(0), place(390)],
      facts: [{ label: place(20), value: place(390) }],
      actions: [{ label: place(30), text: place(395) }],
    };
    const form = noticeForm(full, redact);
    const all = [
      JSON.stringify(slackMessage(form)),
      webhookBody(form, ""),
      JSON.stringify(noticeMail(form)),
      noticeMarkdown(form),
      filledBody('{"content":"{title} {text}"}', form),
    ];
    for (const text of all) expect(text).not.toMatch(/s3cr3t|c4nary/);
  });

  it("fits Slack's limits whatever it is made of, and keeps its title", () => {
    const text = fc.string({ unit: "binary", maxLength: 3_000 });
    const pair = fc.record({ label: text, value: text });
    const any = fc.record({
      title: text,
      lines: fc.array(text, { maxLength: 80 }),
      facts: fc.array(pair, { maxLength: 60 }),
      actions: fc.array(fc.record({ label: text, text }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(any, (fields) => {
        const form = noticeForm({ ...notice, ...fields }, asIs);
        const message = slackMessage(form);
        expect(JSON.stringify(message).length).toBeLessThan(3_000);
        expect(message.blocks.length).toBeLessThanOrEqual(50);
        expect(JSON.stringify(message)).toContain(JSON.stringify(form.headline).slice(1, -1));
      }),
      { numRuns: 60 },
    );
  });

  it("stays under 3,000 characters in Slack and says how much was left out", () => {
    const lines = Array.from({ length: 200 }, (_, i) => `migration ${i} of a long list of files that all have something to say`);
    const message = JSON.stringify(slackMessage(noticeForm({ ...notice, lines }, asIs)));
    expect(message.length).toBeLessThan(3_000);
    expect(message).toMatch(/… and \d+ more/);
    expect(message).toContain("lockstep log show production");
  });

  it("cannot format a page, mention people or leave its line", () => {
    const form = noticeForm({ ...notice, title: "a\nb", lines: ["@here <!channel> # x | y"] }, asIs);
    expect(form.title).toBe("a\\nb");
    expect(JSON.stringify(slackMessage(form))).not.toContain("<!channel>");
    expect(noticeMarkdown(form)).not.toMatch(/@here|<!/);
  });

  it("fills a body of the user's own inside of its JSON strings", () => {
    const form = noticeForm({ ...notice, title: 'say "hi"', lines: ["y".repeat(400), ...Array(9).fill("z".repeat(400))] }, asIs);
    const body: { content: string; name: string } = JSON.parse(
      filledBody('{"content":"{text}","name":"{title} of {other}"}', form),
    );
    expect(body.name).toBe('say "hi" of {other}');
    expect(body.content.length).toBeLessThan(2_000);
  });
});
