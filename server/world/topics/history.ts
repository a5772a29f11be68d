import type { Topic } from "./topic.ts";

export const history: Topic = {
  name: "long ago",
  subjects: [
    {
      noun: "castles",
      facts: [
        "castles had thick walls {to keep|that kept} enemies out",
        "castles were {cold|dark and cold} in winter",
        "many castles had narrow windows for {bows|arrows}",
        "deep ditches with water {guarded|protected} many castles",
      ],
      myths: [
        "castles had thick walls {of|made of} butter",
        "castles walk one step every {night|winter}",
        "water around castles was full of {crocodiles|sharks}",
      ],
    },
    {
      noun: "knights",
      facts: [
        "knights {began|started} to train as young children",
        "knights wore heavy armor of {metal|steel}",
        "knights painted their shields to show who they were",
        "young helpers {dressed|cleaned} the armor of knights",
      ],
      myths: [
        "knights needed {ropes|cranes} to climb onto their horses",
        "knights wore heavy armor to {hide|cover} pajamas",
        "knights fought real dragons {on Sundays|every weekend}",
      ],
    },
    {
      noun: "pyramids",
      facts: [
        "the great pyramids are {over|more than} four thousand years old",
        "pyramids in Egypt were {tombs|graves} for kings",
        "{skilled|thousands of} workers built the great pyramids",
        "there are pyramids in Mexico {too|as well}",
      ],
      myths: [
        "visitors from space built the {great|first} pyramids",
        "pyramids in Egypt were {hats|tents} for camels",
        "pyramids {grow|sink} one inch every night",
      ],
    },
    {
      noun: "dinosaurs",
      facts: [
        "{some|many} dinosaurs had feathers",
        "birds {come|descend} from small dinosaurs",
        "dinosaurs {came|hatched} from eggs",
        "dinosaurs lived on earth for {over|more than} a hundred million years",
      ],
      myths: [
        "people and dinosaurs {lived|hunted} side by side",
        "all dinosaurs were {huge|taller than trees}",
        "dinosaurs {came|hatched} from chocolate eggs",
      ],
    },
    {
      noun: "Vikings",
      facts: [
        "Vikings {reached|sailed to} America before Columbus",
        "Vikings combed their hair {often|with care}",
        "Vikings {sailed|found their way} by the sun and the stars",
        "most Vikings {were|worked as} farmers",
      ],
      myths: [
        "Vikings wore helmets with {horns|big horns}",
        "Vikings combed their {dragons|whales} with care",
        "Vikings {reached|sailed to} America in giant bathtubs",
      ],
    },
    {
      noun: "pirates",
      facts: [
        "pirates shared their gold by {strict|written} rules",
        "many pirates {voted for|chose} their own captain",
        "pirates {seldom|almost never} buried their treasure",
        "{some|a few} famous pirates were women",
      ],
      myths: [
        "pirates {always|usually} buried their treasure",
        "pirates spoke only to {parrots|their parrots}",
        "pirates shared their gold with {mermaids|the seagulls}",
      ],
    },
  ],
};
