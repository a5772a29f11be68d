import "../styles/base.css";
import "../styles/join.css";
import { readJoinCode } from "../../shared/protocol/join-code.ts";
import { t } from "../i18n/t.ts";
import { sitePath } from "../net/site-path.ts";
import { brand } from "../ui/brand.ts";
import { element, setText } from "../ui/element.ts";

/** The page of every address that leads nowhere: it says so, and takes a code. */
function openMissingPage(): void {
  const code = element("input", {
    class: "code",
    attributes: { name: "code", type: "text", spellcheck: "false", autocapitalize: "characters", maxlength: "200" },
  });
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const form = element(
    "form",
    { class: "panel join", attributes: { novalidate: "", autocomplete: "off" } },
    element("h1", { text: t("missing.heading") }),
    element("p", { text: t("missing.body", { address: location.pathname }) }),
    element("label", { class: "field" }, element("span", { text: t("join.code") }), code),
    problem,
    element("button", { class: "button primary wide", text: t("join.submit"), attributes: { type: "submit" } }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = readJoinCode(code.value);
    if (typed !== null) return location.assign(sitePath(`/play/${typed}`));
    setText(problem, t("join.needCode"));
    code.focus();
  });
  const links = element(
    "nav",
    { class: "join-links" },
    element("a", { text: t("error.home"), attributes: { href: "/" } }),
    element("a", { text: t("join.host"), attributes: { href: "/host" } }),
    element("a", { text: t("join.boards"), attributes: { href: "/board" } }),
  );
  document
    .getElementById("app")!
    .replaceChildren(element("header", { class: "join-head" }, brand()), element("main", {}, form), links);
}

openMissingPage();
