/** How the launch stands, as the team is told: the title alone says it. */

import type { LaunchStanding } from "./launch-standing.ts";
import type { Notice } from "./notice.ts";

/** The message. */
export function launchNotice(outcome: LaunchStanding & { readonly environment: string; readonly date: string }): Notice {
  const { environment, date, items, blocking, late, next } = outcome;
  const told = (ids: readonly string[]) => items.flatMap(({ id, title, why }) => (ids.includes(id) ? [`${title}: ${why}.`] : []));
  return {
    kind: "launch",
    environment,
    level: late.length > 0 ? "bad" : blocking.length > 0 ? "warning" : "good",
    title: launchLine(outcome),
    lines: [...told(late), ...told(blocking)],
    facts: [
      { label: "launch", value: date },
      ...(next === null ? [] : [{ label: "next", value: `${next.title}, from ${next.from}` }]),
    ],
    actions: [{ label: "what is proven, and what is open", text: "lockstep launch status" }],
  };
}

/** `Launch in 12 days: 9 of 14 ready, 1 late, 2 open`. */
export function launchLine({ daysLeft, ready, late, blocking }: LaunchStanding): string {
  const open = [
    ...(late.length === 0 ? [] : [`${late.length} late`]),
    ...(blocking.length === 0 ? [] : [`${blocking.length} open`]),
  ];
  return `${daysWords(daysLeft)}: ${[`${ready.done} of ${ready.of} ready`, ...open].join(", ")}`;
}

function daysWords(days: number): string {
  if (days === 0) return "Launch is today";
  const count = Math.abs(days) === 1 ? "1 day" : `${Math.abs(days)} days`;
  return days > 0 ? `Launch in ${count}` : `Launch was ${count} ago`;
}
