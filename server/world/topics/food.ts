import type { Topic } from "./topic.ts";

export const food: Topic = {
  name: "food",
  subjects: [
    {
      noun: "bananas",
      facts: [
        "bananas are {really|in fact} a {kind|sort} of berry",
        "{ripe |}bananas float {in|on top of} {water|the bath}",
        "bananas curve because they {grow|turn|bend} toward the {light|sun}",
        "{all |}bananas are {very slightly|a tiny bit} radioactive",
        "bananas {ripen|turn sweet} {faster|sooner} beside apples",
        "bananas grow on {giant|huge} herbs {instead of|and not on} trees",
      ],
      myths: [
        "bananas grow under the ground like {carrots|worms}",
        "bananas curve because {monkeys|people} sit on them",
        "bananas sink {in water|like stones}",
      ],
    },
    {
      noun: "tomatoes",
      facts: [
        "tomatoes are fruits because they {hold|contain} seeds{ inside|}",
        "tomatoes first grew {wild |}in {South America|the Andes}",
        "tomatoes {turn|become|go} red {as|when} they ripen",
        "people {once feared|long believed} that tomatoes {were|held} poison",
        "tomatoes are {mostly|almost all} water{ with a little sugar|}",
        "{some|a few} tomatoes are {yellow|black|purple} when {they are |}ripe",
      ],
      myths: [
        "tomatoes {turn|become} red because they are shy",
        "tomatoes first grew {at|on} the bottom of the sea",
        "tomatoes {whistle|sing} loudly when they are ripe",
      ],
    },
    {
      noun: "potatoes",
      facts: [
        "potatoes are {thick|swollen} stems that {grow|swell} {underground|under the ground}",
        "potatoes turn green in {the|bright|strong} light",
        "potatoes have {even |}been {grown|raised} in space",
        "new potatoes can {grow|sprout} from {the eyes of old ones|a piece with an eye}",
        "the {first|oldest} potatoes grew in the {mountains|highlands} of Peru",
        "raw potatoes with two metals can {power|run} {a small|a tiny} clock",
      ],
      myths: [
        "potatoes {watch|follow} you with their many eyes",
        "potatoes grow on {tall|very old} trees",
        "potatoes are eggs that {moles|rabbits} left underground",
      ],
    },
    {
      noun: "carrots",
      facts: [
        "the first {garden|farm} carrots were {purple|purple or yellow}",
        "carrots are roots that {store|hold|save} {sugar|energy}",
        "carrots {help|let} our bodies make {some |}vitamin A",
        "carrots are {mostly|almost all} {plain |}water",
        "{too many|piles of} carrots can {turn|color} {our |}skin orange",
        "carrots {flower|bloom} in their second {year|summer}",
      ],
      myths: [
        "carrots {help|let} people see in total darkness",
        "carrots are orange because they {drink|love} the sunset",
        "carrots are the noses of {lost|sleeping} snowmen",
      ],
    },
    {
      noun: "eggs",
      facts: [
        "fresh eggs {sink|lie flat} in water and old eggs {float|rise}",
        "eggs {turn|become|go} firm because heat changes their {protein|proteins}",
        "ostriches lay the {largest|biggest|heaviest} eggs of all {living |}birds",
        "the shells of eggs let {some |}air {pass|through}",
        "the {kind|breed} of hen {decides|sets} the color of {her |}eggs",
        "boiled eggs spin {longer|better} than raw {ones|eggs}",
      ],
      myths: [
        "brown eggs are {laid by|made for} chocolate hens",
        "brown eggs are {healthier|better} than white eggs",
        "eggs roll {home|away} when they feel {sad|lonely}",
      ],
    },
    {
      noun: "pancakes",
      facts: [
        "pancakes rise because of {tiny|small} bubbles {of gas|inside}",
        "people have {eaten|made|baked} pancakes for thousands of years",
        "pancakes {turn|become|go} brown when heat changes their {sugar|sugars}",
        "in England people {race|run} with pancakes on a {certain |}Tuesday",
        "thin pancakes {from|in} France are {called|named} crepes",
        "pancakes {bake|cook} in {a few|two or three} minutes{ on a hot pan|}",
      ],
      myths: [
        "pancakes rise when you {whistle|sing} to them",
        "pancakes are flat because {a cow|an elephant} sat on them",
        "pancakes were {invented|first eaten} by bored astronauts",
      ],
    },
  ],
};
