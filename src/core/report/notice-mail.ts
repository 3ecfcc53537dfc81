/** A notice as a mail: plain text, and the same in the plainest HTML that every reader shows. */

import type { NoticeForm } from "./notice-form.ts";

/** What the mail says; who sends it to whom is the configuration's. */
export interface NoticeMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Both forms. */
export function noticeMail({ title, headline, environment, lines, facts, actions, text }: NoticeForm): NoticeMail {
  const rows = facts.map(({ label, value }) => `<tr><th align="left">${escaped(label)}</th><td>${escaped(value)}</td></tr>`);
  const steps = actions.map((action) => `<li>${escaped(action.label)}: <code>${escaped(action.text)}</code></li>`);
  const html = [
    `<h2>${escaped(headline)}</h2>`,
    ...lines.map((line) => `<p>${escaped(line)}</p>`),
    ...(rows.length === 0 ? [] : ["<table>", ...rows, "</table>"]),
    ...(steps.length === 0 ? [] : ["<ul>", ...steps, "</ul>"]),
  ].join("\n");
  return { subject: `[${environment}] ${title}`, text: `${text}\n`, html: `${html}\n` };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
