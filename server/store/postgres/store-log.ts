/** Where the store reports what an operator should know; a pino logger fits. */
export interface StoreLog {
  info(message: string): void;
  warn(message: string): void;
}
