import type { Installation } from "../../ports/arena.ts";
import type { Db } from "../postgres/connect.ts";
import { installation } from "../schema/sessions.ts";

export function createInstallationStore(db: Db): Installation {
  return {
    async secret() {
      const [row] = await db.select({ secret: installation.secret }).from(installation);
      if (row === undefined)
        throw new Error("The table installation is empty. Put its row back: insert into installation default values");
      return row.secret;
    },
  };
}
