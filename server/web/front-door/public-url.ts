import { z } from "zod";

/** What is wrong with an address as players' address; null for one that can be. */
function publicUrlProblem(text: string): string | null {
  if (text === "") return "is empty between two commas";
  if (/\s/.test(text)) return "has a space in it";
  if (!text.includes("://")) return `needs https:// or http:// before it, as in https://${text}`;
  if (/:\/\/.*:\/\//.test(text)) return "has two times :// in it";
  const url = URL.parse(text);
  if (url === null || url.hostname === "") return "can't be read: look at its host and port";
  if (!/^https?:$/.test(url.protocol))
    return `begins with ${url.protocol}//, and pages are asked by https:// or http://`;
  if (url.username !== "" || url.password !== "")
    return "has a name or password before its host; players don't need one";
  if (/[?#]/.test(text)) return "has a ? or # behind it, which is no part of where the site lies";
  if (!/^(\/[\w.~-]+)*\/?$/.test(url.pathname))
    return "has a path that can't be one: write it as in /thumbwar, with Latin letters, digits and . _ ~ -";
  if (/\/(host|play|board|lab|results|drop-in|lesson)\/?$/.test(url.pathname))
    return "leads to a page: leave the page's name out";
  return null;
}

/** PUBLIC_URL: one or more, separated by commas. Without a slash at the end. */
export const publicUrls = z
  .string()
  .transform((text) => text.split(",").map((url) => url.trim()))
  .superRefine((urls, context) => {
    for (const url of urls) {
      const problem = publicUrlProblem(url);
      if (problem !== null) context.addIssue({ code: "custom", message: problem, params: { told: true } });
    }
  })
  .transform((urls) => urls.map((url) => new URL(url).href.replace(/\/$/, "")));

export const PUBLIC_URL_EXPECTED =
  "the address that players use, like https://arena.example.org or https://school.example/thumbwar, or several separated by commas";

/**
 * The hosts of public addresses that can't be found from here: a typo, or a name that only others know.
 * @param lookup as of `node:dns/promises`
 */
export async function hostsNotFound(
  urls: readonly string[],
  lookup: (host: string) => Promise<unknown>,
): Promise<readonly string[]> {
  const hosts = [...new Set(urls.map((url) => new URL(url).hostname.replace(/^\[|\]$/g, "")))];
  const found = await Promise.all(
    hosts.map((host) =>
      lookup(host).then(
        () => true,
        // Without a name server nothing is known of any host.
        (error: unknown) => !(error instanceof Error && "code" in error && error.code === "ENOTFOUND"),
      ),
    ),
  );
  return hosts.filter((_, i) => !found[i]);
}
