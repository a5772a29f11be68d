import type { Topic } from "./topic.ts";

export const food: Topic = {
  name: "food",
  subjects: [
    {
      noun: "bananas",
      facts: [
        "bananas are {really|in fact} a kind of berry",
        "bananas float {in water|on top of water}",
        "bananas curve because they {grow|turn} toward the light",
        "bananas are {very slightly|a tiny bit} radioactive",
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
        "tomatoes are fruits because they hold seeds",
        "tomatoes first grew {wild |}in South America",
        "tomatoes {turn|become} red as they ripen",
        "people {once feared|long believed} that tomatoes were poison",
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
        "potatoes are {thick|swollen} stems that grow underground",
        "potatoes turn green in {the|bright} light",
        "potatoes have been grown in space",
        "new potatoes can grow from {the eyes of old ones|a piece with an eye}",
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
        "the first garden carrots were {purple|purple or yellow}",
        "carrots are roots that {store|hold} sugar",
        "carrots {help|let} our bodies make vitamin A",
        "carrots are {mostly|almost all} water",
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
        "fresh eggs sink in water and old eggs float",
        "eggs {turn|become} firm because heat changes their protein",
        "ostriches lay the {largest|biggest} eggs of all birds",
        "the shells of eggs let {some air|air} pass",
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
        "pancakes rise because of {tiny|small} bubbles of gas",
        "people have eaten pancakes for thousands of years",
        "pancakes {turn|become} brown when heat changes their sugar",
        "in England people {race|run} with pancakes on a Tuesday",
      ],
      myths: [
        "pancakes rise when you {whistle|sing} to them",
        "pancakes are flat because {a cow|an elephant} sat on them",
        "pancakes were {invented|first eaten} by bored astronauts",
      ],
    },
  ],
};
