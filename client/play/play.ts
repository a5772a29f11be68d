import { codeFromPath } from "../net/game-address.ts";
import { openJoinPage } from "./join/join-page.ts";

openJoinPage(codeFromPath(location.pathname));
