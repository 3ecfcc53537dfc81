/**
 * A notice for a Slack incoming webhook. Slack takes 50 blocks and 3,000 characters in a section, and drops long messages without saying
 * why; the whole stays under 3,000 here, which also is what people read.
 */

import { type NoticeForm, upTo } from "./notice-form.ts";

/** The body of the request. */
export interface SlackMessage {
  /** For notifications on a telephone. */
  readonly text: string;
  readonly blocks: readonly object[];
}

const longest = 2_900;

/** The message; lines, then facts, then actions give way from the end where it is too long. */
export function slackMessage(form: NoticeForm): SlackMessage {
  const left = { lines: form.lines.length, facts: form.facts.length, actions: form.actions.length };
  for (;;) {
    const { lines, facts, actions } = left;
    const message = messageOf({
      ...form,
      lines: upTo(form.lines, lines),
      facts: form.facts.slice(0, facts),
      actions: form.actions.slice(0, actions),
    });
    const next = lines > 0 ? "lines" : facts > 0 ? "facts" : actions > 0 ? "actions" : null;
    if (next === null || JSON.stringify(message).length <= longest) return message;
    left[next]--;
  }
}

function messageOf({ headline, environment, kind, lines, facts, actions }: NoticeForm): SlackMessage {
  const commands = actions.map(({ label, text }) => `${escaped(label)}: ${code(text)}`);
  return {
    text: escaped(headline),
    blocks: [
      { type: "header", text: { type: "plain_text", text: headline, emoji: false } },
      ...section(lines.map(escaped)),
      ...section(facts.map(({ label, value }) => `*${escaped(label)}:* ${escaped(value)}`)),
      ...section(commands),
      { type: "context", elements: [{ type: "plain_text", text: `Lockstep · ${environment} · ${kind}`, emoji: false }] },
    ],
  };
}

// verbatim: what looks like a channel, a person or an address is part of somebody's table names
function section(lines: readonly string[]): readonly object[] {
  return lines.length === 0 ? [] : [{ type: "section", text: { type: "mrkdwn", text: lines.join("\n"), verbatim: true } }];
}

/** The three characters that Slack gives a meaning everywhere. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function code(text: string): string {
  return `\`${escaped(text).replaceAll("`", "'")}\``;
}
