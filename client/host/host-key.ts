import { rememberHostToken } from "../net/stored-seat.ts";

const KEY = "key";

/** The address of a session's host page for another device: the token is in the fragment, which stays out of requests and logs. */
export function remotePath(code: string, hostToken: string): string {
  return `/host/${code}#${KEY}=${hostToken}`;
}

/** Takes a token that came with the address into this device's memory, and out of the address bar. */
export function acceptHostKey(code: string): void {
  const token = new URLSearchParams(location.hash.slice(1)).get(KEY);
  if (token === null || token === "") return;
  rememberHostToken(code, token);
  history.replaceState(null, "", location.pathname + location.search);
}
