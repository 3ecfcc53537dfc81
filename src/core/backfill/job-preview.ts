/** What a job would do, as far as the server can say without running it. */

/** What would happen. */
export interface JobPreview {
  readonly job: string;
  readonly environment: string;
  readonly table: string;
  readonly key: readonly string[];
  readonly writes: readonly string[];
  /** As estimated by the server. */
  readonly rows: number;
  readonly bytes: number;
  readonly chunks: number;
  /** The first statement that touches rows, for a batch of some hundred. */
  readonly statement: string;
  /** How the server would run it. */
  readonly explained: readonly string[];
  /** A run that it would go on with. */
  readonly open: { readonly startedAt: string; readonly actor: string } | null;
  readonly warnings: readonly string[];
}
