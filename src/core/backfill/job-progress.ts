/** How far a job is: rows, rate over the last while, and time left. */

/** For progress lines and reports. */
export interface JobProgress {
  readonly read: number;
  readonly written: number;
  readonly faults: number;
  readonly batches: number;
  /** Rows a second, of late; null before anything is known. */
  readonly rate: number | null;
  /** Null while it cannot be told. */
  readonly secondsLeft: number | null;
  /** 0 to 1; null for an estimate of no rows. */
  readonly fraction: number | null;
}

/** Adds up batches. `rows` is the server's estimate, `before` what earlier runs have done of it. */
export class ProgressMeter {
  readonly #rows: number;
  readonly #before: number;
  #read = 0;
  #written = 0;
  #faults = 0;
  #batches = 0;
  /** Points of the last while: time and rows. */
  #points: readonly { readonly at: number; readonly read: number }[];

  constructor(rows: number, before: number, now: number) {
    this.#rows = rows;
    this.#before = before;
    this.#points = [{ at: now, read: 0 }];
  }

  /** A batch was done at `now`, in milliseconds of a clock that only goes on. */
  add(batch: { readonly read: number; readonly written: number; readonly faults: number }, now: number): void {
    this.#read += batch.read;
    this.#written += batch.written;
    this.#faults += batch.faults;
    this.#batches++;
    const last = this.#points.at(-1);
    if (last !== undefined && now - last.at < 500) return;
    this.#points = [...this.#points.filter(({ at }) => now - at < windowMs), { at: now, read: this.#read }];
  }

  /** As it stands at `now`. */
  at(now: number): JobProgress {
    const [first] = this.#points;
    const seconds = first === undefined ? 0 : (now - first.at) / 1_000;
    const rate = first === undefined || seconds < 0.2 ? null : (this.#read - first.read) / seconds;
    const done = this.#before + this.#read;
    const left = Math.max(0, this.#rows - done);
    return {
      read: this.#read,
      written: this.#written,
      faults: this.#faults,
      batches: this.#batches,
      rate,
      secondsLeft: rate === null || rate <= 0 ? null : left / rate,
      fraction: this.#rows <= 0 ? null : Math.min(1, done / this.#rows),
    };
  }
}

/** A minute: shorter jumps about with every batch, longer does not notice that it got slow. */
const windowMs = 60_000;
