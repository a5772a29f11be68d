const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text that came from outside can be an id. Postgres would fail the whole statement over one that can't. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
