/** Whether the planner will see the copy as it sees the original: what the server knows of each column, side by side. */

/** A column's line in `pg_stats`. */
export interface ColumnStatistics {
  /** `public.users.email` */
  readonly column: string;
  readonly nullShare: number;
  /** Negative: a share of the rows. */
  readonly distinct: number;
  readonly width: number;
}

/** Differences that may change a plan, one line each, in the order of the source's columns. `whole`: tables whose rows are all there. */
export function statisticsDifferences(
  source: readonly ColumnStatistics[],
  target: readonly ColumnStatistics[],
  isWhole: (column: string) => boolean,
): readonly string[] {
  const theirs = new Map(target.map((one) => [one.column, one]));
  return source.flatMap((own) => {
    const other = theirs.get(own.column);
    if (other === undefined) return [];
    const parts = [
      Math.abs(own.nullShare - other.nullShare) > 0.05
        ? `null in ${percent(other.nullShare)}, at the source ${percent(own.nullShare)}`
        : null,
      isFarther(own.width, other.width, 1.5) && Math.abs(own.width - other.width) > 8
        ? `${other.width} bytes wide, at the source ${own.width}`
        : null,
      // a subset has fewer values by its nature
      isWhole(own.column) &&
      sameKind(own, other) &&
      isFarther(Math.abs(own.distinct), Math.abs(other.distinct), 2) &&
      !areFew(own, other)
        ? `${distinctWords(other)}, at the source ${distinctWords(own)}`
        : null,
    ].filter((part) => part !== null);
    return parts.length === 0 ? [] : [`${own.column}: ${parts.join("; ")}`];
  });
}

// an estimate may be a number on one side and a share on the other, and both right
function sameKind(a: ColumnStatistics, b: ColumnStatistics): boolean {
  return Math.sign(a.distinct) === Math.sign(b.distinct);
}

function areFew(a: ColumnStatistics, b: ColumnStatistics): boolean {
  return a.distinct > 0 && Math.max(a.distinct, b.distinct) < 10;
}

function isFarther(a: number, b: number, factor: number): boolean {
  return Math.max(a, b) > Math.min(a, b) * factor;
}

function distinctWords({ distinct }: ColumnStatistics): string {
  return distinct < 0 ? `${percent(-distinct)} of the values distinct` : `${Math.round(distinct)} distinct values`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
