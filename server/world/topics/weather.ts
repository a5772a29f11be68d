import type { Topic } from "./topic.ts";

export const weather: Topic = {
  name: "the weather",
  subjects: [
    {
      noun: "clouds",
      facts: [
        "clouds are {made|full} of tiny drops of water",
        "clouds form when {warm|damp} air rises and cools",
        "clouds can weigh as much as {many|a hundred} elephants",
        "low clouds that touch the ground are called fog",
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
        "storms bring thunder because lightning heats the air",
        "storms {grow|form} when warm, wet air rises fast",
        "the light of storms reaches us before the {sound|thunder}",
        "{big|strong} storms can drop balls of ice in summer",
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
        "rainbows appear when sunlight {bends|splits} in drops of rain",
        "rainbows are full circles when seen from {a plane|high above}",
        "rainbows always appear {opposite|across from} the sun",
        "the outer edge of {bright|most} rainbows is red",
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
        "snowflakes {have|grow} six {sides|arms}",
        "snowflakes are {tiny|small} crystals of ice",
        "snowflakes form {high up|far above us} in cold clouds",
        "fresh snowflakes {trap|swallow} sound and make streets quiet",
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
        "tornadoes are {fast|strong} columns of spinning air",
        "tornadoes hang down from {huge|big} storm clouds",
        "most tornadoes last {only|just} a few minutes",
        "tornadoes {make|have} the fastest winds on earth",
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
        "winds are {simply|just} air that moves",
        "winds {blow|move} from high to low pressure",
        "winds {carry|spread} seeds to new places",
        "winds can turn tall wheels that make electricity",
      ],
      myths: [
        "winds are made by trees that {wave|shake} their arms",
        "winds {carry|take} lost secrets to Norway",
        "winds {sleep|rest} in old caves on Sundays",
      ],
    },
  ],
};
