import type { Topic } from "./topic.ts";

export const machines: Topic = {
  name: "machines",
  subjects: [
    {
      noun: "clocks",
      facts: [
        "clocks count {regular|steady} swings to keep time",
        "{early|ancient} clocks used shadows or flowing water",
        "the best clocks use atoms to keep time",
        "clocks run {slightly|a tiny bit} faster on tall mountains",
      ],
      myths: [
        "clocks run {slower|backward} when they are bored",
        "{early|ancient} clocks used trained snails",
        "clocks {swallow|eat} lost minutes for breakfast",
      ],
    },
    {
      noun: "computers",
      facts: [
        "computers follow long lists of {simple|exact} instructions",
        "computers store everything as ones and zeros",
        "early computers filled {whole|entire} rooms",
        "computers {use|contain} billions of tiny switches",
      ],
      myths: [
        "computers {use|contain} tiny hamsters on wheels",
        "computers understand everything {like|as} people do",
        "computers store everything in {jars|old socks}",
      ],
    },
    {
      noun: "bicycles",
      facts: [
        "bicycles stay upright when they roll fast{ enough|}",
        "bicycles turn {most|nearly all} of our effort into motion",
        "old bicycles {often had|sometimes had} one huge front wheel",
        "gears on bicycles make hills {easier|less hard}",
      ],
      myths: [
        "bicycles stay upright because they are {proud|brave}",
        "bicycles {dream|think} of being horses",
        "bicycles turn into scooters when it {rains|snows}",
      ],
    },
    {
      noun: "trains",
      facts: [
        "trains need a long {way|distance} to stop",
        "some trains float {above|over} the track on magnets",
        "{early|the first} trains ran on steam",
        "trains roll {easily|well} on smooth steel wheels",
      ],
      myths: [
        "trains stop {at once|right away} when a cow winks",
        "trains follow the smell of {warm iron|burnt toast}",
        "{early|the first} trains ran on hot chocolate",
      ],
    },
    {
      noun: "magnets",
      facts: [
        "magnets {pull|attract} iron and a few other metals",
        "magnets always have two poles",
        "magnets lose {power|strength} when they get too hot",
        "the needles of compasses are {tiny|small} magnets",
      ],
      myths: [
        "magnets {pull|attract} gold and silver best",
        "magnets lose {power|strength} when you lie to them",
        "magnets are {lonely|sad} stones that want hugs",
      ],
    },
    {
      noun: "robots",
      facts: [
        "robots follow programs that people {write|made}",
        "robots build cars in {many|big} factories",
        "robots have {explored|visited} the planet Mars",
        "the word for robots comes from an old play",
      ],
      myths: [
        "robots never make {mistakes|any mistakes}",
        "robots {drink|sip} lemonade at secret parties",
        "robots have {explored|visited} the center of the sun",
      ],
    },
  ],
};
