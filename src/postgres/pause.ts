/** A pause that somebody else may end: a watch must not keep waiting once nobody needs it. */

/** One pause at a time. */
export class Pause {
  #wake: () => void = () => undefined;

  /** Resolves after so many milliseconds, or when it is ended. */
  for(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends the pause that goes on, if there is one. */
  end(): void {
    this.#wake();
  }
}
