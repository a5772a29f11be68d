import { openJoinPage } from "./join-page.ts";

openJoinPage((new URLSearchParams(location.search).get("code") ?? "").trim().toUpperCase());
