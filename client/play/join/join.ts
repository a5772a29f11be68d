import { readJoinCode } from "../../../shared/protocol/join-code.ts";
import { openJoinPage } from "./join-page.ts";

const typed = new URLSearchParams(location.search).get("code") ?? "";
openJoinPage(readJoinCode(typed) ?? typed);
