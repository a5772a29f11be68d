/** Opens the database of a folder, prints its URL, and leaves it when its input ends. */
import { openDatabase } from "../../server/store/postgres/open-database.ts";

const [dataDir = ""] = process.argv.slice(2);
const print = (message: string) => console.log(message);
const database = await openDatabase({ databaseUrl: null, dataDir }, { info: print, warn: print });
console.log(`URL ${database.url}`);
for await (const _ of process.stdin);
await database.stop();
console.log("LEFT");
