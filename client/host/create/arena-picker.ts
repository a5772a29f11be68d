import { type ArenaCreated, type ArenaInfo, LONGEST_ARENA_TITLE, MAIN_NAME } from "../../../shared/protocol/arenas.ts";
import { t } from "../../i18n/t.ts";
import { createArena, findArena, isNameRefused, isNameTaken, listArena } from "../../net/arenas-api.ts";
import { joinOrigin } from "../../net/game-address.ts";
import {
  acceptArena,
  arenaInvitation,
  forgetArena,
  knownArenas,
  rememberArena,
  type StoredArena,
} from "../../net/stored-arenas.ts";
import { type ChoiceGroup, choiceGroup } from "../../ui/choice-group.ts";
import { element } from "../../ui/element.ts";

const WAYS = ["main", "new", "known"] as const;
type Way = (typeof WAYS)[number];

/** Classes of one server that begin in the same minute. */
const MOST_ALIKE = 9;

/** An arena that a game is created in, with its key; null for the main one. */
export type ChosenArena = { readonly name: string; readonly key: string } | null;

export interface ArenaPicker {
  readonly root: HTMLElement;
  /** Proposes a model of the class's own, by a name that the host may change; null: the one of the whole server. */
  propose(title: string | null): void;
  /**
   * The chosen arena, made now if it is to be a new one.
   * @throws HostRefusal, or a TypeError when the server can't be reached
   */
  take(password: string): Promise<ChosenArena>;
}

/**
 * Which model a game is to teach: the one of the whole server, a new one, or one that this device knows the key of.
 * @param onChange told the name of the arena that is chosen, "" for one that is yet to be made; at once, and when it is another
 */
export function arenaPicker(onChange: (name: string) => void): ArenaPicker {
  const infos = new Map<string, ArenaInfo>();
  const title = element("input", {
    attributes: { type: "text", maxlength: String(LONGEST_ARENA_TITLE), dir: "auto", autocomplete: "off" },
  });
  const titleField = labelled(t("create.arena.name"), title);
  const select = element("select");
  const selectField = labelled(t("create.arena.which"), select);
  const listed = element("input", { attributes: { type: "checkbox", role: "switch" } });
  const listedField = element(
    "label",
    { class: "switch" },
    element("span", { text: t("create.arena.listed") }),
    listed,
  );
  const link = element("input", { attributes: { type: "text", readonly: "" } });
  const linkField = element(
    "details",
    { class: "create-more" },
    element("summary", { text: t("create.arena.elsewhere") }),
    labelled(t("create.arena.elsewhereHint"), link),
  );
  const holder = element("div");
  const root = element("div", { class: "arena-picker" }, holder, titleField, selectField, listedField, linkField);
  let ways: ChoiceGroup<Way>;
  /** A name that nobody typed. */
  let proposal: string | null = null;

  function draw(chosen: Way): void {
    const version = infos.get(MAIN_NAME)?.version ?? null;
    const known = knownArenas();
    const hints: Readonly<Record<Way, string>> = {
      main: version === null ? t("create.arena.mainHint") : t("create.arena.mainVersion", { version }),
      new: t("create.arena.newHint"),
      known: t("create.arena.knownHint", { count: known.length }),
    };
    const [first, ...others] = WAYS.filter((way) => way !== "known" || known.length > 0);
    const choice = (value: Way) => ({ value, label: t(`create.arena.${value}`), hint: hints[value] });
    ways = choiceGroup<Way>(t("create.arena"), [choice(first!), ...others.map(choice)], refresh);
    ways.choose(chosen);
    holder.replaceChildren(ways.root);
    const before = select.value;
    select.replaceChildren(
      ...known.map(({ name, title: text }) =>
        element("option", { text: optionText(text, infos.get(name)), attributes: { value: name } }),
      ),
    );
    if (known.some(({ name }) => name === before)) select.value = before;
    refresh();
  }

  const chosenKnown = (): StoredArena | undefined => knownArenas().find(({ name }) => name === select.value);

  function refresh(): void {
    const way = ways.value();
    const known = chosenKnown();
    titleField.hidden = way !== "new";
    title.required = way === "new";
    selectField.hidden = way !== "known";
    listedField.hidden = way === "main";
    linkField.hidden = way !== "known";
    listed.checked = way === "known" && known !== undefined && (infos.get(known.name)?.listed ?? false);
    if (way === "known" && known !== undefined)
      void joinOrigin().then((origin) => {
        link.value = `${origin}${arenaInvitation(known)}`;
      });
    onChange({ main: MAIN_NAME, new: "", known: select.value }[way]);
  }
  select.addEventListener("change", refresh);
  title.addEventListener("input", () => title.setCustomValidity(""));

  /** What the server knows of the arenas; those that it doesn't know any more are forgotten. */
  async function look(): Promise<void> {
    const accepted = await acceptArena(findArena);
    const names = [MAIN_NAME, ...knownArenas().map(({ name }) => name)];
    for (const [i, info] of (await Promise.all(names.map(findArena))).entries()) {
      if (info !== null) infos.set(info.name, info);
      else forgetArena(names[i]!);
    }
    if (accepted !== null) draw("known");
    else draw(ways.value());
    if (accepted !== null) {
      select.value = accepted.name;
      refresh();
    }
  }

  async function make(password: string): Promise<ChosenArena> {
    try {
      const made = await createUnder(title.value, password);
      rememberArena(made);
      infos.set(made.name, made);
      // Should the game fail to be created, the arena is there to carry on with.
      draw("known");
      select.value = made.name;
      refresh();
      return made;
    } catch (error) {
      if (isNameRefused(error)) title.focus();
      throw error;
    }
  }

  /** Two classes may begin in the same minute: a name that was only proposed gets a number where it is taken. */
  async function createUnder(wanted: string, password: string, nth = 1): Promise<ArenaCreated> {
    try {
      return await createArena(nth === 1 ? wanted : `${wanted} (${nth})`, listed.checked, password);
    } catch (error) {
      if (wanted !== proposal || nth === MOST_ALIKE || !isNameTaken(error)) throw error;
      return createUnder(wanted, password, nth + 1);
    }
  }

  async function carryOn(): Promise<ChosenArena> {
    const known = chosenKnown();
    if (known === undefined) throw new Error(t("create.arena.gone"));
    if (listed.checked !== infos.get(known.name)?.listed) await listArena(known.name, known.key, listed.checked);
    return known;
  }

  draw("main");
  void look().catch(() => {}); // told when the form is sent
  return {
    root,
    propose(proposed) {
      proposal = proposed;
      if (proposed !== null && title.value === "") title.value = proposed;
      draw(proposed === null ? "main" : "new");
    },
    async take(password) {
      const way = ways.value();
      if (way === "main") return null;
      return way === "new" ? make(password) : carryOn();
    },
  };
}

function optionText(title: string, info: ArenaInfo | undefined): string {
  const version = info?.version ?? null;
  return version === null ? title : t("create.arena.option", { title, version });
}

function labelled(label: string, input: HTMLElement): HTMLElement {
  return element("label", { class: "field" }, element("span", { text: label }), input);
}
