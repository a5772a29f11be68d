import type { Topic } from "./topic.ts";

export const animals: Topic = {
  name: "animals",
  subjects: [
    {
      noun: "cats",
      facts: [
        "{most |}cats {often|like to} purr {when|while} they feel {calm|safe|happy}",
        "{most |}cats {sleep|doze|rest} for {more than|over} half {the|of the} day",
        "cats {use their {long |}whiskers to {feel|sense|measure} {tight|narrow} spaces|{feel|sense|measure} {tight|narrow} spaces with their {long |}whiskers}",
        "cats {cannot|can never|are unable to} taste {sugar|sweetness|sweet things|sweet food}{ at all|}",
        "cats {walk|step|move} {softly|silently} on {their |}{padded|soft} toes",
        "{most|nearly all} cats {land|come down} on {their|all four} feet{ when they fall| after a fall|}",
      ],
      myths: [
        "cats sleep with one eye on the {moon|fridge}",
        "cats use their whiskers to {catch|hear} radio shows",
        "cats have nine lives and {spend them on naps|keep them in a drawer}",
      ],
    },
    {
      noun: "dogs",
      facts: [
        "dogs have a {far|much} {better|sharper} {sense of smell|nose} than {people|humans|we do}",
        "{most |}dogs {sweat|can sweat} {only|mostly|mainly} through {their paws|the pads of their paws}",
        "{most |}dogs {wag|swing|move} their tails to {show|share} {how they feel|their feelings}",
        "{all |}dogs are {close |}{cousins|relatives} of {the wolf|the gray wolf|wolves}",
        "dogs {pant|breathe fast} to {cool down|lose heat|stay cool}{ in summer| on hot days| when it is hot|}",
        "{many |clever |}dogs can {learn|understand} {dozens of|more than a hundred} {human |}words",
      ],
      myths: [
        "dogs see {only|nothing but} black and white",
        "dogs wag their tails to {cool|sweep} the kitchen",
        "dogs bury bones to grow new {puppies|wolves}",
      ],
    },
    {
      noun: "owls",
      facts: [
        "owls can {turn|twist} their heads {almost|nearly} {all the way|right} round{ to look behind| to see behind|}",
        "owls {fly|glide} {very|almost|nearly} silently {on|thanks to} {soft|fringed} feathers",
        "owls {cannot|can never} {move|roll|turn} their {big |}eyes{ at all|}",
        "{many|most} owls {hunt|look for food|search for food} {mainly |}{at night|in the dark}",
        "owls {often |usually |}{swallow|eat} {mice|small animals} {whole|in one piece}",
        "owls {can |}{find|locate|hunt} {mice|their food} by sound{ alone|}",
      ],
      myths: [
        "owls can turn their heads round {ten|twenty} times",
        "owls read old books {at night|by moonlight}",
        "owls are blind {in daylight|when the sun is up}",
      ],
    },
    {
      noun: "bees",
      facts: [
        "bees {dance|do a dance} to {show|tell} {each other|their sisters} where {flowers are|good flowers are|flowers grow}",
        "bees make {honey|their honey} {from|out of} the {nectar|sweet juice} {of|in|inside} flowers",
        "{all |}bees {have|see with} {exactly |}five eyes{ on their heads| in all|}",
        "{busy |}bees {carry|bring|take} {pollen|yellow dust} from {flower to flower|one flower to the next}",
        "bees {live|work} together {in a hive |}{under|around|with} {one|a single} queen",
        "bees {build|make} {six-sided rooms|rooms with six sides} {of|from|out of} {their own |}wax",
      ],
      myths: [
        "bees dance to pay the rent for the hive",
        "bees make honey from {melted candles|old sunlight}",
        "all bees can sting{ as often as they like|, even the males}",
      ],
    },
    {
      noun: "elephants",
      facts: [
        "elephants {can |}{suck up|lift|carry} water {with|in} their {long |}trunks",
        "elephants are {by far |}the {largest|biggest|heaviest} {animals|creatures} {on|living on} land",
        "elephants {cool off|cool down|stay cool} by {flapping|waving} their {big |}ears{ in the heat|}",
        "{most |}elephants {remember|know} {their |}old friends for {many years|decades|a long time}",
        "elephants {talk|speak} {with|in} {deep|low} sounds {we|people|humans} cannot hear",
        "{baby|young|little} elephants {drink|need} {rich |}milk for {years|two years or more}",
      ],
      myths: [
        "elephants are {truly|terribly} afraid of mice",
        "elephants drink {water|tea} through their ears",
        "elephants {jump|leap} over rivers when nobody looks",
      ],
    },
    {
      noun: "penguins",
      facts: [
        "{all |}penguins are {sea |}birds that {swim {well |}but {cannot|never} fly|{cannot|never} fly}",
        "penguins {stand|huddle|crowd} {very |}close together to {keep|stay} warm{ in winter|}",
        "emperor penguins {hold|carry|balance|keep} their {big |white |}eggs on {their|both} feet",
        "{most|nearly all} {wild |}penguins {live|are found} in the southern {half|part} of {the world|the earth}",
        "penguins {dive to |}{catch|hunt|chase} {fish|fish and krill} {under water|in cold seas}",
        "penguins {often |}{oil|grease} their {thick |}feathers to {stay dry|keep dry|keep water out}",
      ],
      myths: [
        "penguins live at the north pole beside polar bears",
        "penguins {hold|carry} their {snacks|letters} under their wings",
        "penguins fall over backward when planes fly {by|past}",
      ],
    },
  ],
};
