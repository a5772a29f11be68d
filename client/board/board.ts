import "../styles/base.css";
import { arenaOfPath } from "../../shared/protocol/arenas.ts";
import { codeOfPage } from "../net/game-address.ts";
import { pagePath } from "../net/site-path.ts";
import { notice } from "../ui/notice.ts";

const code = arenaOfPath(pagePath()) === null ? codeOfPage() : "";
if (code === "") void import("./public-boards.ts").then(({ openPublicBoards }) => openPublicBoards());
else void import("./projector.ts").then(({ openProjector }) => openProjector(code, notice()));
