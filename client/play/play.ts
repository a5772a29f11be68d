import { codeFromPath } from "../net/code-from-path.ts";
import { openJoinPage } from "./join/join-page.ts";

openJoinPage(codeFromPath(location.pathname));
