import type { Topic } from "./topic.ts";

export const animals: Topic = {
  name: "animals",
  subjects: [
    {
      noun: "cats",
      facts: [
        "cats {often|like to} purr when they feel {calm|safe|happy}",
        "cats {sleep|doze|rest} for more than half {the|of the} day",
        "cats use their {long |}whiskers to {feel|sense|measure} {tight|narrow} spaces",
        "cats {cannot|can never} taste {sugar|sweet things}",
        "cats {walk|step} {softly|silently} on {padded|soft} toes",
        "{most|nearly all} cats {land|come down} on their feet{ when they fall|}",
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
        "dogs have a {far|much} better {sense of smell|nose} than people",
        "dogs sweat {only|mostly} through {their paws|the pads of their paws}",
        "dogs {wag|swing} their tails to {show|share} {how they feel|their feelings}",
        "all dogs are {cousins|relatives} of the {wolf|gray wolf}",
        "dogs {pant|breathe fast} to {cool down|lose heat}{ in summer|}",
        "dogs can {learn|understand} {dozens of|more than a hundred} words",
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
        "owls can turn their heads almost {all the way|right} round{ to look behind|}",
        "owls {fly|glide} {very|almost} silently on {soft|fringed} feathers",
        "owls cannot {move|roll|turn} their eyes{ at all|}",
        "{many|most} owls {hunt|look for food} {at night|in the dark}",
        "owls {swallow|eat} {mice|small animals} whole",
        "owls {find|locate} {mice|their food} by sound{ alone|}",
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
        "bees dance to {show|tell} {each other|their sisters} where {good |}flowers are",
        "bees make {honey|their honey} from the {nectar|sweet juice} of flowers",
        "bees have {exactly |}five eyes{ on their heads|}",
        "bees carry {pollen|yellow dust} from {flower to flower|one flower to the next}",
        "bees {live|work} together {under|around} one queen",
        "bees build {six-sided rooms|rooms with six sides} {of|from} wax",
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
        "elephants {suck up|lift|carry} water with their {long |}trunks",
        "elephants are the {largest|heaviest} {animals|creatures} on land",
        "elephants {cool off|stay cool} by {flapping|waving} their ears",
        "elephants {remember|know} old friends for {many years|decades}",
        "elephants {talk|speak} with {deep|low} sounds we cannot hear",
        "{baby|young} elephants {drink|need} milk for {years|two years or more}",
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
        "penguins are birds that {swim but cannot fly|cannot fly}",
        "penguins {stand|huddle} close together to {keep|stay} warm",
        "emperor penguins {hold|carry|balance} their eggs on their feet",
        "{most|nearly all} {wild |}penguins live in the southern half of the world",
        "penguins {catch|hunt} {fish|fish and krill} {under water|in cold seas}",
        "penguins {oil|grease} their feathers to {stay dry|keep water out}",
      ],
      myths: [
        "penguins live at the north pole beside polar bears",
        "penguins {hold|carry} their {snacks|letters} under their wings",
        "penguins fall over backward when planes fly {by|past}",
      ],
    },
  ],
};
