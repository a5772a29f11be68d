import type { Topic } from "./topic.ts";

export const body: Topic = {
  name: "the body",
  subjects: [
    {
      noun: "bones",
      facts: [
        "{our |}bones are {alive|living} and {can |}{repair|mend|heal} themselves",
        "{many|large|some} bones {make|build} {new|fresh} blood cells {inside|in their middle}",
        "{tiny |}babies have {many |}more bones than {adults|their parents|grown people}{ do|}",
        "the {very |}{smallest|tiniest} bones {are|hide|sit} {inside|in} the ear",
        "{most |}{grown people|adults} {have|carry} {about|around|roughly} two hundred bones",
        "{our |}bones {store|hold|keep} {calcium|minerals} for the {whole |}body",
      ],
      myths: [
        "bones are {dead|dry} like stones",
        "bones {rattle|sing} before winter comes",
        "adults have more bones than {babies|their babies}",
      ],
    },
    {
      noun: "muscles",
      facts: [
        "{our |all |}muscles {can |}pull but {they cannot|cannot|can never|never} push",
        "{our |}muscles {grow|get bigger} {while|when} {they|we} rest after {hard work|exercise}",
        "{our |}muscles {make|give off} heat {when|whenever} we {shiver|move|run}",
        "{the human|the|our} body {has|holds} {more than|over} six hundred {separate |}muscles",
        "{the|our} {biggest|strongest} muscles {help|let} us {stand up|climb|run}",
        "{our |}muscles {often|mostly|usually} work in {pairs|teams of two}{ that take turns|}",
      ],
      myths: [
        "muscles can push but they {cannot|never} pull",
        "muscles {turn into|become} fat when we rest",
        "muscles are {filled|pumped up} with warm soup",
      ],
    },
    {
      noun: "dreams",
      facts: [
        "{the|our} {wildest|clearest|brightest} dreams come {when|while} {sleeping|closed} eyes move fast",
        "{our |}dreams {may|might} {help|let} the {sleeping |}brain {sort|keep} memories",
        "{most|nearly all|almost all} dreams are {soon|quickly} {forgotten|lost}{ after we wake|}",
        "{rats|cats|dogs} {probably|very likely} have {their own |}dreams {too|as well}",
        "{people|we} {usually |often |}have {several|four or five} dreams {every|each} night",
        "{sounds|noises|smells} {can|may} {slip|creep} into {our|your} dreams",
      ],
      myths: [
        "dreams last only one {second|blink of the eye}",
        "dreams are {sent|mailed} from a tower in Norway",
        "dreams always {tell|show} us the future",
      ],
    },
    {
      noun: "hiccups",
      facts: [
        "{all |}hiccups {begin|start} when {a|the main} breathing muscle {jumps|suddenly jumps|tightens}",
        "hiccups {usually|mostly|often|nearly always} {stop|end|pass} {on their own|by themselves}",
        "{many |}babies {get|have} hiccups {even |long |}before {they are born|birth}",
        "{one|a|one poor|a poor|one tired|a tired} farmer had hiccups for {over|more than} sixty {long |}years",
        "{some |}hiccups {can|may} {follow|come after} {a big meal|a heavy meal|fizzy drinks}",
        "holding {your|the} breath {can|may} {sometimes |}{stop|calm|end} hiccups",
      ],
      myths: [
        "hiccups {mean|show} that a frog is thinking of you",
        "hiccups {begin|start} when two ribs argue",
        "hiccups always stop after {seven|nine} jumps",
      ],
    },
    {
      noun: "hearts",
      facts: [
        "{our |}hearts {pump|push|send} blood {around|through} the {whole|entire} body",
        "{human|our} hearts beat {about|around} {a|one} hundred thousand times {a|each|every} day",
        "{our |}hearts {beat|pump} faster {when|whenever} {working |}muscles need {more |}oxygen",
        "{human|our} hearts are {about|only about|roughly} {as big as|the size of} a {closed |}fist",
        "{human|our} hearts have four {small |separate |}{rooms|chambers}{ inside|}",
        "{small|tiny|little} animals {usually |}have {faster|quicker} hearts than {big|large} ones",
      ],
      myths: [
        "hearts pump warm milk {around|through} the body",
        "hearts stop {every time|whenever} we sneeze",
        "hearts change color on {Tuesdays|Sundays}",
      ],
    },
    {
      noun: "teeth",
      facts: [
        "{our |}teeth are {covered|protected|coated} {by|with} hard {white |}enamel",
        "sugar feeds {the|tiny} {germs|bacteria} that {hurt|harm|damage} {our |}teeth",
        "{small |young |}children {have|grow} {only |}twenty {baby|milk} teeth",
        "the hardest {stuff|material} in {the|our} body {covers|protects|coats} {our |}teeth",
        "{grown people|adults} {can |may |}have {up to|as many as} thirty-two teeth{ in all|}",
        "{our |}front teeth {cut|bite|slice} and {back teeth|the back ones} {grind|crush}",
      ],
      myths: [
        "teeth grow {back|again} when you bury them",
        "teeth are {simply|just} bones that show",
        "teeth click to send {secret|spy} messages",
      ],
    },
  ],
};
