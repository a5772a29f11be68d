import type { Topic } from "./topic.ts";

export const space: Topic = {
  name: "space",
  subjects: [
    {
      noun: "stars",
      facts: [
        "{most |}stars are {huge|giant|very big} {balls|globes} of {hot|glowing} gas",
        "{the|our} sun is {by far |}the {closest|nearest} of {all |all the |the }stars",
        "stars {look|seem} {tiny|small} {to us |}because they are {so|very} far {away|off}",
        "the hottest {of the |}stars {shine|glow|burn} {bright |}blue instead of {red|yellow}",
        "the light {of|from} {distant |}stars {travels|flies} for {many|thousands of} years to {reach|meet} us",
        "stars {seem to |}{twinkle|flicker} because {our|the} air {moves|is restless|is never still}",
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
        "{most |}comets are {big |cold |}{lumps|balls} of {ice and dust|dust and ice}",
        "the {long |}tails of comets {always |}{point|stream} {straight |}away from {the|our} sun",
        "comets {grow|form} {long|bright} tails {when|as} they {come|fly} {near|close to} the sun",
        "{most |}comets {travel|move|fly} {on|along} {long, |}stretched paths",
        "{some|many|a few} comets {return|come back} {to us |}{again and again|after many years}",
        "{most|many} comets are {about |almost |}as old as {the|our} {sun|earth}",
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
        "{our |}planets {travel|move} {around {the|their} sun on {steady|regular} paths|on {steady|regular} paths around {the|their} sun}",
        "{just |}eight planets {circle|go around|travel around} {our|the} sun{ in all|}",
        "Jupiter is {by far |}the {largest|biggest|heaviest} of {our|all our|the|the eight} planets",
        "{some|a few} planets {have|wear} {wide |}rings of {ice and {rock|dust}|{rock|dust} and ice}",
        "{Venus is {always |}the {hottest|brightest} of {our|all our|the|the eight} planets|the {hottest|brightest} of {our|all our|the eight} planets is Venus}",
        "{Mercury is {by far |}the {smallest|fastest} of {our|all our|the|the eight} planets|the {smallest|fastest} of {our|all our|the eight} planets is Mercury}",
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
        "rockets {push|blow} {very |}hot gas {down|downward} to {go|fly|climb} up",
        "rockets {drop|let go of} {empty|used} {parts|tanks} to {become|get|grow} lighter",
        "rockets {carry|take|bring} {their own|enough|all their} oxygen {into space|with them|along}",
        "{big |}rockets {can |}{reach|get to|fly into} space in {a few|about ten} minutes",
        "rockets {burn|use up} {most|nearly all|almost all} of their fuel {on the way up|on their way up|as they climb|while they climb}",
        "people {in|from} China {built|fired|made} the {first|earliest} rockets{ long ago|}",
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
        "moons {always |}{travel|move|go} around {planets|their planets|bigger worlds|larger worlds}",
        "moons like ours {pull|tug} {on|at} the {sea|oceans} and {make|bring|cause} tides",
        "{many|most} moons are {covered|marked} {with|by} {round |old |}craters",
        "{some|a few} moons {have|hide} {seas|oceans} {under|below} {their|thick} ice",
        "{all |}moons {reflect|return|throw back} the light {of|from} {the|their} sun",
        "{the planet |}{Saturn|Jupiter} has {dozens of|more than fifty|over fifty} moons{ around it|}",
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
        "astronauts {float|drift} because they {fall|are falling|keep falling} around {the|our} earth{ all day|}",
        "astronauts {grow|get} {a little|slightly|a bit} taller {in|while in} {space|orbit}",
        "astronauts {exercise|train} {hard |}{every day|daily} to {stay|keep} {strong|healthy}",
        "astronauts {drink|sip} {clean |}water {recycled|made} from {their |their own |}sweat",
        "astronauts {sleep|rest} in {warm |}bags {tied|fixed|strapped} to {the|a} wall",
        "astronauts {see|watch} {sixteen|many} {sunrises|sunsets} {a|each|every} day",
      ],
      myths: [
        "astronauts float because they swallow {feathers|balloons}",
        "astronauts grow a {green|furry} tail in space",
        "astronauts sleep on the soft side of the moon",
      ],
    },
  ],
};
