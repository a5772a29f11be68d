import type { Topic } from "./topic.ts";

export const machines: Topic = {
  name: "machines",
  subjects: [
    {
      noun: "clocks",
      facts: [
        "{many |most old |}clocks {count|use} {regular|steady} swings to {keep|tell} time",
        "{early|ancient} clocks {used|needed} {shadows|the sun} or {flowing|running|moving} water",
        "the {best|finest|most exact} clocks {use|need} {tiny |}atoms to {keep|count} time",
        "clocks {run|tick|go} {slightly|a tiny bit|a little} faster {on tall mountains|high above the sea|high up}",
        "{tower|church|town} clocks {once |}{called|brought} people to {work|prayer}",
        "{old|early|many old} clocks {had|used} {only|just} {one|a single} hand",
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
        "{all |}computers {follow|obey} long lists of {simple|exact|clear} {instructions|orders}",
        "{most |}computers {store|keep|save} {everything|all data} as {ones and zeros|zeros and ones}",
        "{early|the first|the oldest} computers {filled|needed|took up} {whole|entire|huge} rooms",
        "{most |new |}computers {use|contain} {billions of|countless} {tiny|very small} switches",
        "Ada Lovelace {once |}{wrote|made|shared} {an early|a very early} {program|plan} for computers",
        "{most |}computers {get|grow} {warm|hot} {when|while} they {work|calculate} hard",
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
        "bicycles {stay|keep} upright {when|while|if} they {roll|move} {fast|fast enough}",
        "bicycles {turn|change} {most|nearly all} of {our|your} {effort|strength} into {motion|speed}",
        "{old|early} bicycles {often|sometimes} had {one|a} {huge|giant|very big} front wheel",
        "gears {on|of} bicycles make {hills|mountains|steep hills} {easier|less hard}{ to climb|}",
        "{the |}air {in|inside} the {tires|wheels} of bicycles {softens|smooths} {bumps|rough roads}",
        "the {first|earliest|oldest} bicycles {had|used} no {pedals|pedals at all|pedals and no chain|chain and no pedals}",
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
        "{fast|heavy|full} trains {need|take} a {long|very long} {distance|time} to stop",
        "{some|a few} trains {float|hover} {above|over} {the|their} track {on|with} magnets",
        "{early|the first|the oldest} trains {ran on|used|were pulled by|were driven by} {steam|steam power}",
        "{most |}trains {roll|run} {easily|well|smoothly} on {smooth|hard} steel wheels",
        "{most |}trains {use|need} less {energy|fuel} than {cars|trucks|planes}",
        "{because of|thanks to} trains {towns|cities} {agreed on|began to share|shared} {one|the same} time",
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
        "{all |}magnets {pull|attract} {iron|steel} and {a few|some|certain} other metals",
        "{all magnets|magnets always|even tiny magnets|even broken magnets} {have|show} two {opposite |different |}poles",
        "{all |}magnets lose {power|strength} {when|if} they {get|become|grow} too hot",
        "the {turning |}needles {of|in|inside} compasses are {tiny|small|little|thin} magnets",
        "{equal|matching} poles of {two |strong |}magnets {push|drive} each other {away|apart}",
        "{electric|most electric|nearly all electric} motors {turn|run|spin} with {magnets|strong magnets|the help of magnets}",
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
        "{all |most |}robots {follow|obey} {programs|plans} that people {write|made}",
        "{some |}robots {build|weld|paint} {cars|trucks} in {many|big} factories",
        "{some |clever |}robots have {explored|visited|reached|studied} {the planet |}Mars",
        "{the|our} {word|name} for robots {comes|came|was taken} from an old {stage |}play",
        "{most |}robots {use|need} {sensors|cameras} to {see|sense} {the|their} world",
        "{some|careful|special} robots {help|assist} {doctors|surgeons} {during|with} operations",
      ],
      myths: [
        "robots never make {mistakes|any mistakes}",
        "robots {drink|sip} lemonade at secret parties",
        "robots have {explored|visited} the center of the sun",
      ],
    },
  ],
};
