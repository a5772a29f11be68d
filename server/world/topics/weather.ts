import type { Topic } from "./topic.ts";

export const weather: Topic = {
  name: "the weather",
  subjects: [
    {
      noun: "clouds",
      facts: [
        "clouds are {made|full} of {tiny|very small} drops of water",
        "clouds {form|grow} when {warm|damp} air rises and cools",
        "clouds can weigh as much as {many|a hundred} {elephants|buses}",
        "low clouds that {touch|reach} the ground are {called|named} fog",
        "the highest clouds are made of {ice|tiny crystals of ice}",
        "clouds {make|keep} {cold|winter} nights warmer",
      ],
      myths: [
        "clouds are {sheep|pillows} that forgot the ground",
        "clouds weigh {less than a feather|nothing at all}",
        "clouds form when {dragons|whales} sneeze",
      ],
    },
    {
      noun: "storms",
      facts: [
        "storms bring thunder because lightning {heats|splits} the air",
        "storms {grow|form} when warm, {wet|damp} air rises {fast|quickly}",
        "the {light|flash} of storms {reaches us|arrives} before the {sound|thunder}",
        "{big|strong} storms can drop {balls|lumps} of ice in summer",
        "{strong|great} storms {over|above} warm {seas|oceans} are called hurricanes",
        "{thousands of|countless} storms {rage|happen} on earth {every|each} day",
      ],
      myths: [
        "storms bring thunder because giants {move|drop} chairs",
        "lightning in storms never hits {one|the same} place twice",
        "storms {grow|form} when too many people {sing|shout}",
      ],
    },
    {
      noun: "rainbows",
      facts: [
        "rainbows appear when sunlight {bends|splits} in drops of {rain|water}",
        "rainbows are {full|whole} circles when seen from {a plane|high above}",
        "rainbows {always|only} appear {opposite|across from} the sun",
        "the outer edge of {bright|most} rainbows is {always |}red",
        "{second|outer} rainbows {show|wear} their colors {in reverse|backward}",
        "{moonlight|light from the moon} can make {pale|faint} rainbows{ at night|}",
      ],
      myths: [
        "rainbows end in a pot of {gold|soup}",
        "rainbows are painted by {retired|old} birds",
        "you can {walk|climb} over rainbows in dry shoes",
      ],
    },
    {
      noun: "snowflakes",
      facts: [
        "{most |}snowflakes {have|grow} six {sides|arms}",
        "snowflakes are {tiny|small} crystals of {clear |}ice",
        "snowflakes form {high up|far above us} in {cold|icy} clouds",
        "fresh snowflakes {trap|swallow} {sound|noise} and make streets quiet",
        "snowflakes {look|seem} white because they {scatter|spread} {all |}light",
        "snowflakes fall {about|only} as fast as {we|people} walk",
      ],
      myths: [
        "snowflakes {have|grow} {five|nine} {sides|arms}",
        "snowflakes are {crumbs|sugar} from a giant cake",
        "snowflakes fall because they miss {home|the ground}",
      ],
    },
    {
      noun: "tornadoes",
      facts: [
        "tornadoes are {fast|strong} columns of {spinning|turning} air",
        "tornadoes hang {down |}from {huge|big} {storm clouds|thunderclouds}",
        "{most|many} tornadoes last {only|just} a few minutes",
        "tornadoes {make|have|bring} the fastest winds {on earth|we know}",
        "many tornadoes {strike|appear} in {spring|late spring}",
        "tornadoes are {nearly|often} invisible until they {lift|pick up} dust",
      ],
      myths: [
        "tornadoes are made by {giant|huge} spoons in the sky",
        "tornadoes never {cross|touch} rivers or hills",
        "most tornadoes last {ten|twenty} years",
      ],
    },
    {
      noun: "winds",
      facts: [
        "winds are {simply|just|only} air that {moves|travels}",
        "winds {blow|move|flow} from high to low pressure",
        "winds {carry|spread|take} seeds to {new|far} places",
        "winds {can |}turn tall wheels that make {electricity|power}",
        "winds {carve|shape} {sand|desert sand} into {dunes|hills}",
        "winds {push|drive} {waves|high waves} across the {sea|ocean}",
      ],
      myths: [
        "winds are made by trees that {wave|shake} their arms",
        "winds {carry|take} lost secrets to Norway",
        "winds {sleep|rest} in old caves on Sundays",
      ],
    },
  ],
};
