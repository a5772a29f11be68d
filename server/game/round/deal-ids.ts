import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";

/** Ids of answers to and from what players see of them in one round. */
export interface DealIds {
  /** What players see of an id in this round. What is no UUID, such as "", stays as it is. */
  seal(id: string): string;
  /** The id behind what players see. What this round never showed gives an id that nobody has. */
  open(sealed: string): string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The ids of a round's answers as players see them. The same answer is dealt in many rounds, and each reveal tells who wrote it: under
 * one id everybody would know it again. So each round has ids of its own. They are the stored ids enciphered, one block each, under a key
 * that only the installation can make from the round's id: nothing has to be stored, and another process finds the same.
 *
 * @param secret the installation's
 * @param roundId "" before the first round
 */
export function dealIds(secret: string, roundId: string): DealIds {
  const key = createHmac("sha256", secret).update(`deal ${roundId}`).digest().subarray(0, 16);
  const sealed = new Map<string, string>();

  return {
    seal(id) {
      const known = sealed.get(id) ?? through(createCipheriv("aes-128-ecb", key, null), id);
      sealed.set(id, known);
      return known;
    },
    open: (id) => through(createDecipheriv("aes-128-ecb", key, null), id),
  };
}

function through(cipher: ReturnType<typeof createCipheriv>, id: string): string {
  if (!UUID.test(id)) return id;
  cipher.setAutoPadding(false);
  const hex = Buffer.concat([cipher.update(id.replaceAll("-", ""), "hex"), cipher.final()]).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
