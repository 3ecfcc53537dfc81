/**
 * A notice for any other service: JSON of a stable shape, whose `text` is what chat services with a "text" webhook (Mattermost, Rocket.Chat)
 * show as it is. A body of the user's own stands in for services that want another key.
 */

import type { NoticeForm } from "./notice-form.ts";

/** The body of the request, version 1. Fields are only ever added. */
export interface WebhookNotice
  extends Pick<NoticeForm, "kind" | "level" | "environment" | "title" | "lines" | "facts" | "actions"> {
  readonly schemaVersion: 1;
  readonly type: "lockstep.notice";
  /** ISO 8601, UTC. */
  readonly at: string;
  /** All of it as plain text. */
  readonly text: string;
}

// Discord refuses what is longer than 2,000 characters.
const longestText = 1_900;

/** The body as JSON. */
export function webhookBody(form: NoticeForm, at: string): string {
  const { kind, level, environment, title, lines, facts, actions, text } = form;
  const notice: WebhookNotice = {
    schemaVersion: 1,
    type: "lockstep.notice",
    at,
    kind,
    level,
    environment,
    title,
    lines,
    facts,
    actions,
    text,
  };
  return JSON.stringify(notice);
}

/** A body of the user's own: `{title}` and `{text}` in it, inside of JSON strings, become those of the notice. */
export function filledBody(template: string, { title, text }: Pick<NoticeForm, "title" | "text">): string {
  const short = text.length <= longestText ? text : `${text.slice(0, longestText).replace(/[\uD800-\uDBFF]$/, "")}…`;
  const values: Readonly<Record<string, string>> = { title, text: short };
  return template.replaceAll(/\{(title|text)\}/g, (_, name: string) => JSON.stringify(values[name] ?? "").slice(1, -1));
}
