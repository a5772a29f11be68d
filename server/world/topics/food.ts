import type { Topic } from "./topic.ts";

export const food: Topic = {
  name: "food",
  subjects: [
    {
      noun: "bananas",
      facts: [
        "bananas {are really|are in fact|are|count as} a {kind|sort} of {large |soft |}berry",
        "{ripe |yellow |}bananas {float|will float} {in|on top of} {water|the bath|a pond}",
        "bananas curve {because|since} they {grow|turn|bend} {slowly |}toward the {light|sun}",
        "{all |even fresh |}bananas are {very slightly|a tiny bit|just a little|a little bit} radioactive{ inside|}",
        "bananas {ripen|turn sweet|turn yellow} {faster|sooner} {beside|near|next to} {ripe |}apples",
        "bananas {grow|ripen} on {giant|huge|very tall} herbs {instead of|and not on|rather than} {real |}trees",
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
        "tomatoes {are|are really|count as} fruits {because|since} they {hold|contain|carry} seeds{ inside|}",
        "{small |wild |}tomatoes first {grew|sprouted|ripened} in {South America|the Andes|the high Andes}",
        "{green |most |}tomatoes {turn|become|go} {bright |}red {as|when} they ripen",
        "{many |}people {once feared|long believed|once thought} that tomatoes {were|held|contained} {deadly |}poison",
        "{ripe |fresh |}tomatoes are {mostly|almost all|nearly all} water{ with a little sugar| with some sugar|}",
        "{some|a few} tomatoes are {yellow|black|purple} {when|once} {they are |fully |}ripe",
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
        "potatoes are {really |}{thick|fat} stems that {grow|swell|form} {underground|under the ground|in the soil}",
        "potatoes {turn|become|go} green {in|when left in|under} {the|bright|strong} light",
        "{small |some |a few |}potatoes have {even |already |}been {grown|raised} in space",
        "{new|young|fresh} potatoes {can|will} {grow|sprout} from {the eyes of old ones|a piece with an eye}",
        "the {first|oldest|earliest} potatoes {grew|were grown|grew wild} in the {mountains|hills|highlands} of Peru",
        "{raw|fresh} potatoes {and|with} two {different |}metals can {power|run} {a small|a tiny} clock",
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
        "the {first|oldest|earliest} {garden|farm} carrots were {mostly |often |}{purple|purple or yellow}",
        "carrots are {thick |long |}roots {that|which} {store|hold|save} {sugar|energy}",
        "carrots {help|let} {our bodies|your body|the body} make {some |more |enough |}vitamin A",
        "{raw |fresh |}carrots are {mostly|almost all|nearly all} {plain |}water{ inside|}",
        "{too many|piles of|lots of} carrots can {slowly |}{turn|color} {our |your |}skin orange",
        "{most |}carrots {flower|bloom|make flowers} {only |}in their second {year|summer}",
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
        "fresh eggs {sink|lie flat} in water {and|but|while} old {eggs|ones} {float|rise}",
        "eggs {turn|become|go} {firm|hard} {because|as} heat changes their {protein|proteins}",
        "ostriches {lay|have} the {largest|biggest|heaviest} eggs {of|among} all {living |}birds",
        "the {thin |hard |}shells of eggs let {some |a little |}air {pass|through|in}",
        "the {kind|breed|type} of hen {decides|sets} the {shell |}color of {her |}eggs",
        "boiled eggs {spin|can spin} {much |far |}{longer|better} than raw {ones|eggs}",
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
        "pancakes {rise|puff up|swell} {because of|thanks to} {tiny|small} bubbles {of gas|inside}",
        "{people|families} have {eaten|made|baked} {simple |}pancakes for {thousands of|several thousand} years",
        "pancakes {turn|become|go} {golden |}brown {when|as} heat changes their {sugar|sugars}",
        "in {England|English towns} {some |}people {race|run} with pancakes on {a|one|a certain} Tuesday",
        "{very |}thin pancakes {from|in} France are {often |usually |}{called|named} crepes",
        "{most |thin |}pancakes {bake|cook} in {a few|two or three} minutes{ on a hot pan| in a pan|}",
      ],
      myths: [
        "pancakes rise when you {whistle|sing} to them",
        "pancakes are flat because {a cow|an elephant} sat on them",
        "pancakes were {invented|first eaten} by bored astronauts",
      ],
    },
  ],
};
