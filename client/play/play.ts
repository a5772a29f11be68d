import { codeOfPage } from "../net/game-address.ts";
import { openJoinPage } from "./join/join-page.ts";

openJoinPage(codeOfPage());
