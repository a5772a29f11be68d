import type { Topic } from "./topic.ts";

export const animals: Topic = {
  name: "animals",
  subjects: [
    {
      noun: "cats",
      facts: [
        "cats often purr when they feel {calm|safe|happy}",
        "cats sleep for more than half {the|of the} day",
        "cats use their whiskers to {feel|sense} {tight|narrow} spaces",
        "cats cannot taste {sugar|sweet things}",
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
        "dogs have a {far|much} better sense of smell than people",
        "dogs sweat through {their paws|the pads of their paws}",
        "dogs wag their tails to {show|share} how they feel",
        "all dogs are {cousins|relatives} of the wolf",
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
        "owls can turn their heads almost {all the way|right} round",
        "owls fly {very|almost} silently on soft feathers",
        "owls cannot {move|roll} their eyes",
        "{many|most} owls hunt at night",
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
        "bees dance to {show|tell} each other where flowers are",
        "bees make honey from the nectar of flowers",
        "bees have five eyes{ on their heads|}",
        "bees carry pollen from {flower to flower|one flower to the next}",
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
        "elephants {suck up|lift} water with their trunks",
        "elephants are the {largest|heaviest} animals on land",
        "elephants {cool off|stay cool} by flapping their ears",
        "elephants {remember|know} old friends for many years",
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
        "penguins stand close together to {keep|stay} warm",
        "emperor penguins {hold|carry|balance} their eggs on their feet",
        "most wild penguins live in the southern half of the world",
      ],
      myths: [
        "penguins live at the north pole beside polar bears",
        "penguins {hold|carry} their {snacks|letters} under their wings",
        "penguins fall over backward when planes fly {by|past}",
      ],
    },
  ],
};
