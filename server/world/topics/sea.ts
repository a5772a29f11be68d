import type { Topic } from "./topic.ts";

export const sea: Topic = {
  name: "the sea",
  subjects: [
    {
      noun: "whales",
      facts: [
        "whales are mammals {and|that} {breathe|need} air",
        "blue whales are the {largest|biggest|heaviest} animals that ever lived",
        "{some|certain} whales sing {long|slow} songs under {the sea|water}",
        "whales feed their {babies|young|calves} with {rich |}milk",
        "{some|bowhead} whales live for {two hundred|over a hundred} years",
        "{many|most} whales {travel|swim} {far|thousands of miles} {each|every} year",
      ],
      myths: [
        "whales are {giant|very big} fish with cold blood",
        "whales drink {lakes|rivers} of tea at noon",
        "whales spray water to {wash|clean} the clouds",
      ],
    },
    {
      noun: "sharks",
      facts: [
        "sharks have {no bones|soft skeletons without bones}{ at all|}",
        "sharks grow {new|fresh} teeth {all their lives|as old ones fall out}",
        "sharks swam in the {sea|oceans} {long |}before {the first|any} dinosaurs lived",
        "the {largest|biggest} sharks eat {very small|tiny} {creatures|animals}",
        "sharks {feel|sense} the {weak|faint} electricity of {fish|other animals}",
        "{most|nearly all} sharks {never|do not} {hurt|attack} people",
      ],
      myths: [
        "sharks have bones of {solid gold|old ship wood}",
        "sharks brush their teeth {every night|with seaweed}",
        "sharks can live only in {hot|warm} water",
      ],
    },
    {
      noun: "octopuses",
      facts: [
        "octopuses have three hearts and {blue|bluish} blood",
        "octopuses change {their |}color to {hide|blend in|vanish}",
        "octopuses can {squeeze|slip} through {tiny|very small} holes",
        "octopuses {can |}taste with their {eight |}arms",
        "octopuses {squirt|shoot} {dark |}ink {at enemies|when in danger}",
        "{most|nearly all} octopuses live {only|just} one or two years",
      ],
      myths: [
        "octopuses have {three|twenty} noses and green blood",
        "octopuses change color when {they hear|you tell} a joke",
        "octopuses knit {sweaters|socks} with all their arms",
      ],
    },
    {
      noun: "crabs",
      facts: [
        "{most|many} crabs walk sideways{ along the beach| on the sand|}",
        "crabs {shed|leave} their {old |}shells {as|when} they grow",
        "crabs can {regrow|replace} a {lost|missing} {claw|leg}",
        "hermit crabs live in {empty|old} {snail shells|shells of snails}",
        "crabs have ten {legs|limbs} {with|counting} their claws",
        "crabs {wave|shake} their claws to {talk|send signals}",
      ],
      myths: [
        "crabs walk sideways because they are {shy|late}",
        "crabs {shed|swap} their shells at birthday parties",
        "hermit crabs {rent|buy} shells from rich snails",
      ],
    },
    {
      noun: "dolphins",
      facts: [
        "dolphins are {clever |}mammals and {not|never} fish",
        "dolphins {sleep|rest} with half of their brain {awake|at a time}",
        "dolphins {find|hunt} {food|fish} with clicks and {their |}echoes",
        "dolphins {call|name} {each other|their friends} with whistles",
        "dolphins breathe {fresh |}air through {a|one} hole on their heads",
        "dolphins {swim|live} in {groups|families} called pods",
      ],
      myths: [
        "dolphins are {friendly|clever} fish without lungs",
        "dolphins sleep in {soft|warm} beds of foam",
        "dolphins whistle to {order|call for} pizza",
      ],
    },
    {
      noun: "jellyfish",
      facts: [
        "jellyfish have {no brain|no brain and no bones|no heart}",
        "jellyfish are {mostly|almost all} {salt |}water",
        "jellyfish lived on earth {long |}before the {first |}dinosaurs",
        "{some|certain|many} jellyfish glow in the {dark|deep sea}",
        "jellyfish {catch|sting} {prey|small animals} with {long|thin} arms",
        "{most|many} jellyfish {drift|travel} with the {currents|tides}",
      ],
      myths: [
        "jellyfish are {mostly|almost all} strawberry jam",
        "jellyfish glow because they swallow {lamps|stars}",
        "jellyfish have {a brain|bones} made of glass",
      ],
    },
  ],
};
