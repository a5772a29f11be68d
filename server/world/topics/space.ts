import type { Topic } from "./topic.ts";

export const space: Topic = {
  name: "space",
  subjects: [
    {
      noun: "stars",
      facts: [
        "stars are {huge|giant} balls of {hot|glowing} gas",
        "the sun is the {closest|nearest} of all {the |}stars",
        "stars look {tiny|small} because they are {so|very} far away",
        "the hottest stars {shine|glow|burn} blue instead of {red|yellow}",
        "the light of stars {travels|flies} for {many|thousands of} years to {reach|meet} us",
        "stars {twinkle|flicker} because our air {moves|is restless}",
      ],
      myths: [
        "stars are {tiny|small} holes in a black blanket",
        "the hottest stars {shine|glow} red like fire",
        "stars are {switched on|lit} by one sleepy night guard",
      ],
    },
    {
      noun: "comets",
      facts: [
        "comets are {lumps|balls} of {ice and dust|dust and ice}",
        "the tails of comets {point|stream} {straight |}away from the sun",
        "comets grow {long|bright} tails {when|as} they come near the sun",
        "comets {travel|move|fly} on {long, |}stretched paths",
        "{some|many} comets {return|come back} {again and again|after many years}",
        "{most|many} comets are {about |}as old as the {sun|earth}",
      ],
      myths: [
        "comets are planets that {fell|slipped} off a shelf",
        "comets grow long tails to {chase|scare} flies",
        "comets carry the mail between the planets",
      ],
    },
    {
      noun: "planets",
      facts: [
        "planets {travel|move} around the sun on {steady|regular} paths",
        "eight planets {circle|travel around} {our|the} sun",
        "Jupiter is the {largest|biggest|heaviest} of our planets",
        "some planets have {wide |}rings of ice and {rock|dust}",
        "Venus is the {hottest|brightest} of {all |}our planets",
        "Mercury is the {smallest|fastest} of {our|the eight} planets",
      ],
      myths: [
        "planets {hang|swing} on very long strings",
        "ten planets circle {our|the} sun",
        "planets turn because {a giant|somebody} pushes them each morning",
      ],
    },
    {
      noun: "rockets",
      facts: [
        "rockets push hot gas down to {go|fly|climb} up",
        "rockets drop {empty|used} {parts|tanks} to become lighter",
        "rockets carry {their own|enough} oxygen {into space|with them}",
        "rockets {can |}reach space in {a few|about ten} minutes",
        "rockets {burn|use up} {most|nearly all} of their fuel on the way up",
        "people in China {built|fired} the {first|earliest} rockets",
      ],
      myths: [
        "rockets push hot lemonade down to {go|fly} up",
        "rockets climb {a very long|an endless} ladder into space",
        "rockets drop empty {cups|socks} to please the moon",
      ],
    },
    {
      noun: "moons",
      facts: [
        "moons {travel|move} around {planets|bigger worlds}",
        "moons like ours {pull|tug} on the {sea|oceans} and make tides",
        "{many|most} moons are {covered|marked} with {round |}craters",
        "some moons have {seas|oceans} under {their|thick} ice",
        "moons {reflect|return} the light of {the|their} sun",
        "{Saturn|Jupiter} has {dozens of|more than fifty} moons",
      ],
      myths: [
        "moons are {big|round} wheels of old cheese",
        "moons make their own {silver|white} light",
        "moons hide under the sea {by day|all day}",
      ],
    },
    {
      noun: "astronauts",
      facts: [
        "astronauts float because they {fall|are falling} around the earth",
        "astronauts grow {a little|slightly|a bit} taller in {space|orbit}",
        "astronauts {exercise|train} {every day|daily} to stay {strong|healthy}",
        "astronauts drink water {recycled|made} from {their |}sweat",
        "astronauts {sleep|rest} in bags {tied|fixed} to {the|a} wall",
        "astronauts see {sixteen|many} {sunrises|sunsets} {a|each|every} day",
      ],
      myths: [
        "astronauts float because they swallow {feathers|balloons}",
        "astronauts grow a {green|furry} tail in space",
        "astronauts sleep on the soft side of the moon",
      ],
    },
  ],
};
