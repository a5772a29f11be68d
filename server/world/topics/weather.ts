import type { Topic } from "./topic.ts";

export const weather: Topic = {
  name: "the weather",
  subjects: [
    {
      noun: "clouds",
      facts: [
        "{most |}clouds are {made|full} of {tiny|very small|little} {drops of water|water drops}",
        "{most |}clouds {form|grow|begin} when {warm|damp} air {rises and cools|cools as it rises}",
        "{big |}clouds {can|may} {weigh as much|be as heavy} as {many|a hundred} {elephants|buses}",
        "{low |}clouds that {touch|reach|lie on|rest on} the ground are {called|named|known as} fog",
        "{the highest|the very highest|very high} clouds are {made|full|formed} of {ice|ice crystals|tiny crystals of ice}",
        "{thick |low |}clouds {make|keep} {cold|winter} nights {warmer|milder}",
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
        "{big |}storms {bring|make} thunder because {their |}lightning {heats|splits|tears} the air",
        "{most |}storms {grow|form|begin} when warm, {wet|damp} air rises {fast|quickly}",
        "the {light|flash} of storms {reaches us|arrives|comes} before {the|their} {sound|thunder}",
        "{big|strong} storms {can|may} drop {balls|lumps|pieces} of ice {in summer|on warm days}",
        "{strong|great|huge} storms {over|above} warm {seas|oceans} are {called|named} hurricanes",
        "{thousands of|countless} storms {rage|happen|break out} {on earth|around the world} {every|each} day",
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
        "rainbows {appear|form|come out} when sunlight {bends|splits} {in|inside} drops of {rain|water}",
        "rainbows {are|make|form} {full|whole} circles {when seen|if you look} from {a plane|high above}",
        "rainbows {always|only|can only} {appear|form|stand|shine} {opposite|across from} the sun",
        "the {outer|top} {edge|rim|line} of {bright|most} rainbows is {always |}red",
        "{second|outer} rainbows {show|wear|have} {their|the same} colors {in reverse|backward}",
        "{moonlight|light from the moon} {can make|can paint|sometimes makes} {pale|faint} rainbows{ at night|}",
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
        "{most |}snowflakes {have|grow|show} six {sides|arms|points|corners}",
        "{all |}snowflakes are {tiny|small|little|light} {ice crystals|crystals of ice|crystals of clear ice}",
        "snowflakes {form|grow|begin} {{high up|far above us} in {cold|icy} clouds|in {cold|icy} clouds {high up|far above us}}",
        "{fresh|new} snowflakes {trap|swallow} {sound|noise} and {make|keep|leave} streets quiet",
        "{fresh |}snowflakes {look|seem|appear} white because they {scatter|spread} {all |}light",
        "{most |}snowflakes {fall|drop|sink} {about|only} as fast as {we|people} walk",
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
        "{all |}tornadoes are {fast|strong|wild} {columns|towers} of {spinning|turning} air",
        "tornadoes {hang|grow|come} {down |}from {huge|big} {storm clouds|thunderclouds}",
        "{most|many|small} tornadoes {last|live} {only|just} {a few minutes|minutes}",
        "tornadoes {make|have|bring} the {fastest|strongest} winds {on earth|we know|ever measured|of all}",
        "{many|lots of} tornadoes {strike|appear|form} {in|during} {spring|late spring}",
        "{young |}tornadoes are {nearly|almost|often} invisible until they {lift|pick up} {dust|dirt}",
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
        "{all |}winds are {simply|just|only} {air that {moves|travels|flows}|moving air}",
        "{most |}winds {blow|move|flow} from {high|higher} to {low|lower} pressure",
        "winds {carry|spread|take|blow} {light |small |}seeds to {new|far} places",
        "winds {can |}{turn|spin} {tall|big|high} wheels that make {electricity|power}",
        "{strong |}winds {carve|shape|form} {sand|desert sand} into {dunes|hills}",
        "{strong |}winds {push|drive|send} {waves|high waves} across the {sea|ocean}",
      ],
      myths: [
        "winds are made by trees that {wave|shake} their arms",
        "winds {carry|take} lost secrets to Norway",
        "winds {sleep|rest} in old caves on Sundays",
      ],
    },
  ],
};
