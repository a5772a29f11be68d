import type { Topic } from "./topic.ts";

export const sea: Topic = {
  name: "the sea",
  subjects: [
    {
      noun: "whales",
      facts: [
        "whales are mammals {and|that} breathe air",
        "blue whales are the {largest|biggest} animals that ever lived",
        "{some|certain} whales sing long songs under the sea",
        "whales feed their {babies|young} with milk",
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
        "sharks have {no bones|soft skeletons without bones}",
        "sharks grow new teeth {all their lives|as old ones fall out}",
        "sharks swam in the sea before {the first|any} dinosaurs lived",
        "the {largest|biggest} sharks eat very small creatures",
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
        "octopuses have three hearts and blue blood",
        "octopuses change color to {hide|blend in}",
        "octopuses can squeeze through {tiny|very small} holes",
        "octopuses can taste with their {arms|eight arms}",
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
        "most crabs walk sideways{ along the beach|}",
        "crabs {shed|leave} their shells as they grow",
        "crabs can {regrow|replace} a lost {claw|leg}",
        "hermit crabs live in {empty|old} snail shells",
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
        "dolphins are mammals and {not|never} fish",
        "dolphins sleep with half of their brain {awake|at a time}",
        "dolphins find {food|fish} with clicks and echoes",
        "dolphins {call|name} each other with whistles",
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
        "jellyfish have no {brain|brain and no bones}",
        "jellyfish are {mostly|almost all} water",
        "jellyfish lived on earth before the dinosaurs",
        "{some|certain} jellyfish glow in the dark",
      ],
      myths: [
        "jellyfish are {mostly|almost all} strawberry jam",
        "jellyfish glow because they swallow {lamps|stars}",
        "jellyfish have {a brain|bones} made of glass",
      ],
    },
  ],
};
