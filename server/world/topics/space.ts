import type { Topic } from "./topic.ts";

export const space: Topic = {
  name: "space",
  subjects: [
    {
      noun: "stars",
      facts: [
        "stars are {huge|giant} balls of hot gas",
        "the sun is the {closest|nearest} of all stars",
        "stars look {tiny|small} because they are so far away",
        "the hottest stars {shine|glow} blue instead of red",
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
        "comets are {lumps|balls} of ice and dust",
        "the tails of comets {point|stream} away from the sun",
        "comets grow long tails when they come near the sun",
        "comets {travel|move} on long, stretched paths",
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
        "planets {travel|move} around the sun on steady paths",
        "eight planets circle {our|the} sun",
        "Jupiter is the {largest|biggest} of our planets",
        "some planets have rings of ice and {rock|dust}",
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
        "rockets push hot gas down to {go|fly} up",
        "rockets drop empty {parts|tanks} to become lighter",
        "rockets carry their own oxygen into space",
        "rockets {reach|can reach} space in a few minutes",
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
        "moons travel around {planets|bigger worlds}",
        "moons like ours {pull|tug} on the sea and make tides",
        "many moons are covered with {craters|round craters}",
        "some moons have {seas|oceans} under their ice",
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
        "astronauts float because they fall around the earth",
        "astronauts grow {a little|slightly} taller in space",
        "astronauts exercise {every day|daily} to stay strong",
        "astronauts drink water {recycled|made} from their sweat",
      ],
      myths: [
        "astronauts float because they swallow {feathers|balloons}",
        "astronauts grow a {green|furry} tail in space",
        "astronauts sleep on the soft side of the moon",
      ],
    },
  ],
};
