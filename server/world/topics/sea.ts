import type { Topic } from "./topic.ts";

export const sea: Topic = {
  name: "the sea",
  subjects: [
    {
      noun: "whales",
      facts: [
        "{all |}whales are mammals {and|that|which} {breathe|need} {fresh |}air",
        "blue whales are {by far |}the {largest|biggest|heaviest} {animals|creatures} {that ever lived|of all time}",
        "{some|certain} whales sing {long|slow|long slow} songs {under the sea|under water|deep under water|in the deep sea}",
        "{mother |}whales feed their {babies|young|calves} {with|on} {rich |}milk",
        "{some|certain|bowhead} whales {live|can live} {for |}{two hundred|over a hundred} years",
        "{many|most} whales {travel|swim} {far|very far|thousands of miles} {each|every} year",
      ],
      myths: [
        "whales are {giant|very big} fish with cold blood",
        "whales drink {lakes|rivers} of tea at noon",
        "whales spray water to {wash|clean} the clouds",
      ],
    },
    {
      noun: "sharks",
      facts: [
        "{all |}sharks {have|grow} {no bones|soft skeletons without bones|skeletons with no bones}{ at all|}",
        "sharks {grow|get|keep growing|keep getting} {new|fresh} teeth {all their lives|as old ones fall out|when old ones fall out}",
        "sharks {swam|hunted} in the {sea|oceans} {long |}before {the first|any} dinosaurs {lived|came}",
        "the {largest|biggest} sharks {eat|feed on} {very small|tiny|little} {creatures|animals}",
        "sharks {feel|sense|notice} the {weak|faint} electricity {of|from} {fish|other animals}",
        "{most|nearly all|almost all} sharks {never|do not} {hurt|attack} {people|humans}",
      ],
      myths: [
        "sharks have bones of {solid gold|old ship wood}",
        "sharks brush their teeth {every night|with seaweed}",
        "sharks can live only in {hot|warm} water",
      ],
    },
    {
      noun: "octopuses",
      facts: [
        "{all |}octopuses have {three hearts {and|plus} {blue|bluish|pale blue} blood|{blue|bluish|pale blue} blood {and|plus} three hearts}",
        "octopuses {change|can change|often change|quickly change} {their |}color to {hide|blend in|vanish}",
        "octopuses can {squeeze|slip|slide} through {tiny|very small|narrow} {holes|gaps|cracks}",
        "octopuses {can |}taste {food |things |}with {their|all their|all eight|their eight} arms",
        "octopuses {squirt|shoot} {dark |black |}ink {at enemies|at their enemies|when in danger|when they are scared}",
        "{most|nearly all|almost all} octopuses {live|live for} {only|just} {one or two years|a year or two}",
      ],
      myths: [
        "octopuses have {three|twenty} noses and green blood",
        "octopuses change color when {they hear|you tell} a joke",
        "octopuses knit {sweaters|socks} with all their arms",
      ],
    },
    {
      noun: "crabs",
      facts: [
        "{most|many} crabs {walk|run|move} sideways{ along the beach| on the sand| on land|}",
        "crabs {shed|leave} their {old |tight |}shells {as|when} they {grow|get bigger}",
        "crabs can {often |}{regrow|replace|grow back} a {lost|missing} {claw|leg}",
        "{most |}hermit crabs {live|hide|make homes} in {empty|old} {snail shells|shells of snails}",
        "{all |}crabs have ten {legs|limbs} {with|counting|if we count} {the|their} claws",
        "crabs {often |}{wave|shake|lift} their {big |}claws to {talk|send signals}",
      ],
      myths: [
        "crabs walk sideways because they are {shy|late}",
        "crabs {shed|swap} their shells at birthday parties",
        "hermit crabs {rent|buy} shells from rich snails",
      ],
    },
    {
      noun: "dolphins",
      facts: [
        "dolphins are {{clever |smart |}mammals and {not|never} {real |}fish|not {real |}fish but {clever |smart |}{sea |}mammals}",
        "dolphins {sleep|rest} with {just |only |}{half|one half} of their brain {awake|at a time}",
        "dolphins {find|hunt} {food|fish|prey} {with|using} clicks and {their |}echoes",
        "dolphins {call|call to|name} {each other|their friends} {with|using} {special |}whistles",
        "dolphins {breathe|take in} {fresh |}air through {a|one|a single} hole {on|in} their heads",
        "{most |}dolphins {swim|live|travel} in {groups|families} {called|known as} pods",
      ],
      myths: [
        "dolphins are {friendly|clever} fish without lungs",
        "dolphins sleep in {soft|warm} beds of foam",
        "dolphins whistle to {order|call for} pizza",
      ],
    },
    {
      noun: "jellyfish",
      facts: [
        "{all |}jellyfish {have|live with} {no brain|no brain and no bones|no heart}{ at all|}",
        "{soft |living |}jellyfish are {mostly|almost all|nearly all} {salt |sea |}water",
        "jellyfish {lived on earth|lived in the sea|swam in the sea|swam the oceans} {long |}before {the|the first|any} dinosaurs",
        "{some|certain|many} jellyfish {glow|shine} in the {dark|deep|dark sea|deep sea}",
        "jellyfish {catch|sting} {prey|small animals|tiny animals} with {their |}{long|thin} arms",
        "{most|many} jellyfish {drift|travel|float} {with|on} the {currents|tides}",
      ],
      myths: [
        "jellyfish are {mostly|almost all} strawberry jam",
        "jellyfish glow because they swallow {lamps|stars}",
        "jellyfish have {a brain|bones} made of glass",
      ],
    },
  ],
};
