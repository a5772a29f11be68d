import type { Topic } from "./topic.ts";

export const history: Topic = {
  name: "long ago",
  subjects: [
    {
      noun: "castles",
      facts: [
        "{old |great |}castles had {thick|massive|strong|huge} walls {to keep|that kept} enemies out",
        "{old |stone |}castles were {cold|dark and cold|damp and cold|cold and dark} in {the |}winter",
        "{many|most} {old |}castles had {narrow|thin|small} windows for {bows|arrows}",
        "{deep|wide} ditches {with|full of} water {{guarded|protected} {many|some} castles|kept {many|some} castles safe}",
        "{stone |}stairs in {many|most} {old |}castles {turn|wind|climb} clockwise",
        "the {first|earliest|very first} castles were {built|made} {of|from} {wood|wood and earth}",
      ],
      myths: [
        "castles had thick walls {of|made of} butter",
        "castles walk one step every {night|winter}",
        "water around castles was full of {crocodiles|sharks}",
      ],
    },
    {
      noun: "knights",
      facts: [
        "{most |nearly all |}knights {began|started} to {train|practice} as young {children|boys}",
        "{brave |}knights {wore|fought in} {heavy|strong} armor {made |}of {metal|steel}",
        "knights {often |}{painted|marked|colored} their {big |}shields to show {who they were|their family}",
        "young {helpers|boys} {often |}{cleaned|polished|oiled} the {heavy |}armor of knights",
        "knights {often |mostly |}rode {strong|large|trained|big} horses {into|in} battle",
        "{young |brave |}knights {practiced|showed off} in {games|contests} called {tournaments|jousts}",
      ],
      myths: [
        "knights needed {ropes|cranes} to climb onto their horses",
        "knights wore heavy armor to {hide|cover} pajamas",
        "knights fought real dragons {on Sundays|every weekend}",
      ],
    },
    {
      noun: "pyramids",
      facts: [
        "the {great|giant|famous} {stone |}pyramids are {over|more than} four thousand years {old|of age}",
        "{the |}pyramids {in|of} Egypt were {tombs|graves} for {dead |great |}kings",
        "{skilled|thousands of|paid|many} workers {built|raised|put up} the {great|giant} pyramids",
        "{there are|people built|you can find} {big |}pyramids in {Mexico|Mexico and Peru} {too|as well}",
        "{most |many |}pyramids {stand|rest|sit} on {wide|broad|big} square bases",
        "{smooth|polished} {white|pale|bright} stone once {covered|coated} the {great|giant} pyramids",
      ],
      myths: [
        "visitors from space built the {great|first} pyramids",
        "pyramids in Egypt were {hats|tents} for camels",
        "pyramids {grow|sink} one inch every night",
      ],
    },
    {
      noun: "dinosaurs",
      facts: [
        "{some|many} dinosaurs {had|wore|grew} {soft |warm |light |}feathers",
        "{all |living |}birds {come|descend|came} from {small|feathered|little} dinosaurs",
        "{baby |young |}dinosaurs {came|hatched|crawled|climbed} from eggs{ like birds|}",
        "dinosaurs {lived|walked} on {earth|land|our planet} for {over|more than} {a|one} hundred million years",
        "a {giant|huge|great} rock from {space|the sky} {ended|wiped out} {most|nearly all} dinosaurs",
        "{some|a few} {grown |}dinosaurs were {no bigger than|as small as|the size of} {chickens|hens}",
      ],
      myths: [
        "people and dinosaurs {lived|hunted} side by side",
        "all dinosaurs were {huge|taller than trees}",
        "dinosaurs {came|hatched} from chocolate eggs",
      ],
    },
    {
      noun: "Vikings",
      facts: [
        "{brave |some |}Vikings {reached|sailed to|came to|got to} America {long |}before Columbus",
        "{most |}Vikings combed their {long |}hair {often|very often|with care|carefully|each week|every week}",
        "Vikings {often |}{sailed|found their way|crossed the sea} by {the |}{sun and stars|stars and sun}",
        "{most|many} Vikings {were|worked as|lived as} {simple |}farmers{ at home|}",
        "{some |}Vikings {wrote|carved|cut|made} {letters|signs|marks} called runes",
        "{long|narrow|light} ships {carried|took} {the |}Vikings up {shallow|small} rivers",
      ],
      myths: [
        "Vikings wore helmets with {horns|big horns}",
        "Vikings combed their {dragons|whales} with care",
        "Vikings {reached|sailed to} America in giant bathtubs",
      ],
    },
    {
      noun: "pirates",
      facts: [
        "{most |many |}pirates {shared|split} their {gold|treasure} by {strict|written} rules",
        "{many|most|some} pirates {voted for|chose|elected|picked} their {own |}captain",
        "{real |true |}pirates {seldom|almost never|rarely|hardly ever} buried their {treasure|gold}",
        "{some|a few|several} {famous|bold} pirates were {really |}women{ in disguise|}",
        "pirates {often |}{flew|raised} {scary|black} flags to {frighten|warn} {ships|sailors}",
        "{most |many |}pirates {stole|took} {food|medicine} more often than {gold|treasure}",
      ],
      myths: [
        "pirates {always|usually} buried their treasure",
        "pirates spoke only to {parrots|their parrots}",
        "pirates shared their gold with {mermaids|the seagulls}",
      ],
    },
  ],
};
