/**
 * Something that the team is told, before any service's form: said once, shown everywhere. Whoever writes one thinks of readers on a
 * telephone: the title alone must be enough.
 */

export const noticeKinds = ["announcement", "train", "failure", "drift", "launch"] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** How it is meant, also for those who see no colour. */
export type NoticeLevel = "good" | "info" | "warning" | "bad";

/** One message. All texts are plain; secrets in them are masked when it is rendered. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly environment: string;
  /** One sentence without a full stop. */
  readonly title: string;
  readonly level: NoticeLevel;
  /** A sentence each, the most telling first: what does not fit is cut at the end. */
  readonly lines: readonly string[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** What a reader can do; `text` is a command or an address. */
  readonly actions: readonly { readonly label: string; readonly text: string }[];
}
