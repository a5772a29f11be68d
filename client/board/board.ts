import "../styles/base.css";
import { arenaOfPath } from "../../shared/protocol/arenas.ts";
import { codeFromPath } from "../net/game-address.ts";
import { notice } from "../ui/notice.ts";

const code = arenaOfPath(location.pathname) === null ? codeFromPath(location.pathname) : "";
if (code === "") void import("./public-boards.ts").then(({ openPublicBoards }) => openPublicBoards());
else void import("./projector.ts").then(({ openProjector }) => openProjector(code, notice()));
