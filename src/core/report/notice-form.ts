/**
 * A notice as all services get it: without secrets, without characters that cannot be seen, and cut to what a person reads. Secrets are
 * masked before anything is cut, because half a password is no longer recognised.
 */

import type { Notice, NoticeLevel } from "../release/notice.ts";
import { printable } from "./printable.ts";
import type { Redactor } from "./redact.ts";

/** The cleaned notice; renderers only add their service's own spelling. */
export interface NoticeForm extends Notice {
  /** `✗ Sync of production failed`: the level is also a sign. */
  readonly headline: string;
  /** All of it as plain text, for whatever knows no other form. */
  readonly text: string;
}

const limits = { title: 140, lines: 30, line: 400, facts: 12, label: 40, value: 400, actions: 5 } as const;

const signs: Readonly<Record<NoticeLevel, string>> = { good: "✓", info: "•", warning: "!", bad: "✗" };

/** Cleans and cuts. */
export function noticeForm(notice: Notice, redact: Redactor): NoticeForm {
  const clean = (text: string, length: number) => cutTo(printable(redact(text)), length);
  const title = clean(notice.title, limits.title);
  const lines = upTo(
    notice.lines.map((line) => clean(line, limits.line)),
    limits.lines,
  );
  const facts = notice.facts
    .slice(0, limits.facts)
    .map(({ label, value }) => ({ label: clean(label, limits.label), value: clean(value, limits.value) }));
  const actions = notice.actions
    .slice(0, limits.actions)
    .map(({ label, text }) => ({ label: clean(label, limits.label), text: clean(text, limits.value) }));
  const environment = clean(notice.environment, limits.label);
  const headline = `${signs[notice.level]} ${title}`;
  const text = [
    headline,
    ...lines,
    ...facts.map(({ label, value }) => `${label}: ${value}`),
    ...actions.map((action) => `${action.label}: ${action.text}`),
  ].join("\n");
  return { ...notice, environment, title, lines, facts, actions, headline, text };
}

/** The first lines, and how many more there are. */
export function upTo(lines: readonly string[], count: number): readonly string[] {
  return lines.length <= count ? lines : [...lines.slice(0, count), `… and ${lines.length - count} more`];
}

function cutTo(text: string, length: number): string {
  if (text.length <= length) return text;
  // a half of a surrogate pair is no character
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
