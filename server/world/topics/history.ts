import type { Topic } from "./topic.ts";

export const history: Topic = {
  name: "long ago",
  subjects: [
    {
      noun: "castles",
      facts: [
        "castles had {thick|massive} walls {to keep|that kept} enemies out",
        "castles were {cold|dark and cold|damp and cold} in {most winters|winter}",
        "{many|most} castles had narrow windows for {bows|arrows}",
        "deep ditches {with|full of} water {guarded|protected} {many|some} castles",
        "stairs in {many|most} castles {turn|wind} clockwise",
        "the {first|earliest} castles were {built|made} of {wood|wood and earth}",
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
        "knights {began|started} to {train|practice} as young {children|boys}",
        "knights wore heavy armor {made |}of {metal|steel}",
        "knights {painted|marked} their shields to show {who they were|their family}",
        "young helpers {dressed|cleaned|polished} the armor of knights",
        "knights rode {strong|large|trained} horses {into|in} battle",
        "knights {practiced|showed off} in {games|contests} called {tournaments|jousts}",
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
        "the great pyramids are {over|more than} four thousand years {old|of age}",
        "pyramids in Egypt were {tombs|graves} for {dead |}kings",
        "{skilled|thousands of|paid} workers {built|raised} the great pyramids",
        "there are pyramids in {Mexico|Mexico and Peru} {too|as well}",
        "pyramids {stand|rest} on {wide|broad} square bases",
        "smooth {white|pale} stone once {covered|coated} the great pyramids",
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
        "{some|many} dinosaurs had {soft |}feathers",
        "birds {come|descend} from {small|feathered} dinosaurs",
        "dinosaurs {came|hatched|crawled} from eggs{ like birds|}",
        "dinosaurs {lived|walked} on earth for {over|more than} a hundred million years",
        "a {giant|huge} rock from space {ended|wiped out} most dinosaurs",
        "{some|a few} dinosaurs were {no bigger than|as small as} chickens",
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
        "Vikings {reached|sailed to} America {long |}before Columbus",
        "Vikings combed their hair {often|with care|each week}",
        "Vikings {sailed|found their way} by {the sun and the stars|sun and stars}",
        "{most|many} Vikings {were|worked as} farmers{ at home|}",
        "Vikings {wrote|carved} {letters|signs} called runes",
        "{long|narrow} ships {carried|took} Vikings up {shallow|small} rivers",
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
        "pirates {shared|split} their gold by {strict|written} rules",
        "many pirates {voted for|chose|elected} their {own |}captain",
        "pirates {seldom|almost never} buried their {treasure|gold}",
        "{some|a few} famous pirates were women{ in disguise|}",
        "pirates {flew|raised} {scary|black} flags to {frighten|warn} {ships|sailors}",
        "pirates {stole|took} {food|medicine} more often than gold",
      ],
      myths: [
        "pirates {always|usually} buried their treasure",
        "pirates spoke only to {parrots|their parrots}",
        "pirates shared their gold with {mermaids|the seagulls}",
      ],
    },
  ],
};
