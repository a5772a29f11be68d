const CHAT = "/chat/completions";
/** Other paths of such servers, which people copy instead of the base. */
const OTHER_PATHS =
  /\/(?:api\/(?:chat|generate|tags|embed)|chat\/completions|chat|completions|models|responses|messages|embeddings|engines|api\/v0\/\w+)$/i;
const VERSION = /\/v\d+\w*$/i;

/**
 * Where the chat API of a server may be, the likeliest place first: its base as it should be configured (`http://localhost:11434/v1`), or without
 * `/v1`, or with more than the base. What follows a question mark stays.
 */
export function chatAddresses(base: string): readonly URL[] {
  const given = new URL(base.trim());
  given.hash = "";
  const path = given.pathname.replace(/(?:\/|%20)+$/g, "");
  const root = path.replace(OTHER_PATHS, "");
  const above = root.replace(VERSION, "");
  const paths = [
    ...(path.toLowerCase().endsWith(CHAT) ? [path] : []),
    ...(root === "" ? [`/v1${CHAT}`, CHAT, `/api/v1${CHAT}`] : [root + CHAT]),
    ...(above === root ? [`${root}/v1${CHAT}`] : [`${above}/v1${CHAT}`, above + CHAT]),
    `/v1${CHAT}`,
  ];
  return [...new Set(paths)].map((one) => {
    const address = new URL(given);
    address.pathname = one;
    return address;
  });
}

/** An address for messages: what follows its path may be a secret. */
export const placeOf = ({ origin, pathname }: URL): string => origin + pathname;
