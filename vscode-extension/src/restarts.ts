const windowMilliseconds = 3 * 60 * 1000;
const most = 4;

/** Decides whether a server that crashed is started again: at most four times in three minutes. */
export class Restarts {
  #crashes: number[] = [];

  /** Notes a crash at a time in milliseconds and reports whether to start again. */
  allow(now: number): boolean {
    this.#crashes = [...this.#crashes.filter((crash) => now - crash < windowMilliseconds), now];
    return this.#crashes.length <= most;
  }

  /** Forgets the crashes, as when a person asks for a restart. */
  forget(): void {
    this.#crashes = [];
  }
}
