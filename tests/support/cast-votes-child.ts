/** Casts a vote on every pair that its input names, several at a time, and prints each acknowledged one. */
import { createInterface } from "node:readline";
import { openStores } from "../../server/store/open-stores.ts";

const [url = "", roundId = "", playerId = ""] = process.argv.slice(2);
const stores = openStores(url);
const pairs: string[] = [];
for await (const line of createInterface(process.stdin)) pairs.push(line);

async function castInTurn(): Promise<void> {
  for (let pairId = pairs.pop(); pairId !== undefined; pairId = pairs.pop()) {
    const verdict = Math.random() < 0.5 ? "a" : "b";
    const [outcome] = await stores.votes.cast([{ pairId, roundId, playerId, verdict, decisionMs: 700 }]);
    process.stdout.write(`${outcome} ${pairId} ${verdict}\n`);
  }
}

console.log("READY");
await Promise.all(Array.from({ length: 12 }, castInTurn));
await stores.close();
console.log("DONE");
