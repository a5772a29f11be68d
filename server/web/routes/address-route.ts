import type { RequestHandler } from "express";
import type { Addresses } from "../../../shared/protocol/sessions.ts";

/** `GET /api/addresses`: where other devices on the network find this server; empty where only this computer does. */
export function addressRoute({ lanAddresses }: { readonly lanAddresses: () => readonly string[] }): RequestHandler {
  return (_request, response) => {
    response.json({ addresses: lanAddresses() } satisfies Addresses);
  };
}
