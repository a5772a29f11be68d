import { once } from "node:events";
import { connect } from "node:net";
import { DatabaseUnusable, demandsTls } from "./address.ts";
import { databaseErrorCode, isTransient, messageOf } from "./until-available.ts";

/** What to do about an error that waiting doesn't mend, by the code of the driver, of TLS or of the server. `NAME` stands for the setting. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^28P01$/, "correct user and password in NAME; signs such as @ : / # % are written %40 %3A %2F %23 %25 there"],
  [/^28000$/, "if it asks for encryption, add ?sslmode=require to NAME; else let this user in (pg_hba.conf)"],
  [/^3D000$/, "create the database, or correct its name in NAME"],
  [/^42704$/, "take the parameter that Postgres doesn't know out of the query of NAME"],
  [/^42501$/, "give this role the right to connect"],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, "write the host in NAME as the certificate has it"],
  [/^CERT_HAS_EXPIRED$/, "renew the server's certificate"],
  [
    /^(?:SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO|CERT_|INVALID_CA)/,
    "name the certificate of the server's authority in NAME: sslrootcert=/path/to/ca.pem",
  ],
  [/^ERR_(?:SSL|OSSL)_/, "check the certificates that NAME names"],
  [/^SASL_SIGNATURE_MISMATCH$/, "the server doesn't know the password itself: check that NAME leads to the right one"],
];

/** @returns what to do, for whoever runs this; null where nobody knows */
function adviceFor(error: unknown, setting: string): string | null {
  const code = databaseErrorCode(error) ?? "";
  if (/\bunsupported startup parameter\b/.test(messageOf(error)))
    return `take that parameter out of the query of ${setting}, or name it in the pooler's ignore_startup_parameters`;
  if (/\bno such database\b/.test(messageOf(error))) return `name the database as the pooler does in ${setting}`;
  const found = ADVICE.find(([pattern]) => pattern.test(code));
  return found?.[1].replaceAll("NAME", setting) ?? null;
}

/**
 * What a failed attempt to reach a database comes to: the error itself where repeating it can help, and else one that says what to do.
 * @param setting name of the variable that holds the address
 */
export async function refusalOf(error: unknown, address: string, place: string, setting: string): Promise<unknown> {
  if (error instanceof DatabaseUnusable) return error;
  if (isTransient(error) && !(demandsTls(address) && (await speaksPlainly(address)))) return error;
  if (isTransient(error))
    return new DatabaseUnusable(
      `${place} speaks no TLS: switch it on there, or write sslmode=disable in ${setting} where nobody else can listen`,
      { cause: error },
    );
  const advice = adviceFor(error, setting);
  return new DatabaseUnusable(`${place} refuses us: ${messageOf(error)}${advice === null ? "" : `; ${advice}`}`, {
    cause: error,
  });
}

const TLS_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const PLAIN = "N";
const ANSWER_WITHIN_MS = 3_000;

/** Whether the server answers a request for TLS with "no". The driver goes on regardless, and the connection just breaks. */
async function speaksPlainly(address: string): Promise<boolean> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port || 5432), timeout: ANSWER_WITHIN_MS });
  socket.on("timeout", () => socket.destroy(new Error("no answer")));
  try {
    await once(socket, "connect");
    socket.write(TLS_REQUEST);
    const [answer] = (await once(socket, "data")) as [Buffer];
    return answer.toString("latin1", 0, 1) === PLAIN;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
