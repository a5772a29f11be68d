import { codeFromPath } from "./code-from-path.ts";
import { openJoinPage } from "./join-page.ts";

openJoinPage(codeFromPath(location.pathname));
