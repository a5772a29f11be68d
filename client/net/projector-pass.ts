import { rememberPass } from "./stored-seat.ts";

const PASS = "pass";

/** The address of a class's own big screen, on any device. What lets it in is in the fragment, which stays out of requests and logs. */
export function projectorPath(code: string, pass: string): string {
  return `/board/${code}#${PASS}=${pass}`;
}

/** Takes a pass that came with the address into this device's memory, and out of the address bar, which a whole class may read. */
export function acceptPass(code: string): string | null {
  const pass = new URLSearchParams(location.hash.slice(1)).get(PASS);
  if (pass === null || pass === "") return null;
  rememberPass(code, pass);
  history.replaceState(null, "", location.pathname + location.search);
  return pass;
}
