/** What this installation has of its own. */
export interface Installation {
  /** Keys what must mean nothing outside of it. It never changes, and leaves the server never. */
  secret(): Promise<string>;
}
