import type { Topic } from "./topic.ts";

export const machines: Topic = {
  name: "machines",
  subjects: [
    {
      noun: "clocks",
      facts: [
        "clocks {count|use} {regular|steady} swings to {keep|tell} time",
        "{early|ancient} clocks {used|needed} shadows or flowing water",
        "the {best|finest} clocks use atoms to {keep|count} time",
        "clocks run {slightly|a tiny bit} faster {on tall mountains|high above the sea}",
        "{tower|church} clocks {rang|called} people to {work|prayer}",
        "{old|early} clocks had {only|just} one hand",
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
        "computers {follow|obey} long lists of {simple|exact} instructions",
        "computers {store|keep} everything as ones and zeros",
        "{early|the first} computers filled {whole|entire} rooms",
        "computers {use|contain} billions of {tiny|very small} switches",
        "Ada Lovelace {wrote|made} an early {program|plan} for computers",
        "computers {get|grow} {warm|hot} when they {work|calculate} hard",
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
        "bicycles {stay|keep} upright when they roll {fast|fast enough}",
        "bicycles turn {most|nearly all} of our {effort|strength} into motion",
        "old bicycles {often had|sometimes had} one {huge|very big} front wheel",
        "gears on bicycles make hills {easier|less hard}{ to climb|}",
        "air in the tires of bicycles {softens|smooths} {bumps|rough roads}",
        "the {first|earliest} bicycles had no {pedals|pedals and no chain}",
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
        "{fast|heavy} trains need a long {way|distance|time} to stop",
        "some trains {float|hover} {above|over} the track on magnets",
        "{early|the first} trains {ran on|were pulled by} steam",
        "trains roll {easily|well|smoothly} on {smooth|hard} steel wheels",
        "trains {use|need} less {energy|fuel} than {cars|trucks}",
        "because of trains {towns|cities} {agreed on|began to share} one time",
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
        "magnets {pull|attract} iron and {a few|some} other metals",
        "{all magnets|magnets always} have two {opposite |}poles",
        "magnets lose {power|strength} when they {get|become} too hot",
        "the needles {of|inside} compasses are {tiny|small} magnets",
        "equal poles of magnets {push|drive} each other {away|apart}",
        "{electric|most electric} motors {turn|run} with {magnets|the help of magnets}",
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
        "robots follow {programs|plans} that people {write|made}",
        "robots {build|weld|paint} cars in {many|big} factories",
        "robots have {explored|visited} {the planet |}Mars",
        "the word for robots {comes|came} from an old {stage |}play",
        "robots {use|need} {sensors|cameras} to {see|feel} the world",
        "{some|careful} robots {help|assist} doctors {during|with} operations",
      ],
      myths: [
        "robots never make {mistakes|any mistakes}",
        "robots {drink|sip} lemonade at secret parties",
        "robots have {explored|visited} the center of the sun",
      ],
    },
  ],
};
