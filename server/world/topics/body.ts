import type { Topic } from "./topic.ts";

export const body: Topic = {
  name: "the body",
  subjects: [
    {
      noun: "bones",
      facts: [
        "bones are {alive|living} and {repair|mend|heal} themselves",
        "{many|large} bones make {new|fresh} blood cells {inside|in their middle}",
        "babies have more bones than {adults|their parents|grown people}",
        "the {smallest|tiniest} bones {are|hide|sit} inside the ear",
        "{grown people|adults} have {about|around} two hundred bones",
        "bones {store|hold} {calcium|minerals} for the {whole |}body",
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
        "muscles can pull but {they cannot|can never|never} push",
        "muscles grow while {they|we} rest after {hard work|exercise}",
        "muscles make heat when we {shiver|move|run}",
        "the {human |}body has more than six hundred {separate |}muscles",
        "the {biggest|strongest} muscles {help|let} us {stand up|climb}",
        "muscles {often|mostly} work in pairs{ that take turns|}",
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
        "the {wildest|clearest|brightest} dreams come when {sleeping|closed} eyes move fast",
        "dreams may {help|let} the brain {sort|keep} memories",
        "most dreams are {soon|quickly} {forgotten|lost}",
        "{rats|cats|dogs} probably have dreams {too|as well}",
        "{people|we} have {several|four or five} dreams {every|each} night",
        "{sounds|smells} {can|may} {slip|creep} into {our|your} dreams",
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
        "hiccups {begin|start} when {a|the main} breathing muscle jumps",
        "hiccups {usually|mostly} {stop|end|pass} on their own",
        "babies {get|have} hiccups {even|long} before they are born",
        "one farmer had hiccups for {over|more than} sixty {long |}years",
        "hiccups {can|may} {follow|come after} {a big meal|fizzy drinks}",
        "holding {your|the} breath {can|may} {stop|calm} hiccups",
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
        "hearts pump blood {around|through} the {whole|entire} body",
        "human hearts beat {about|around} a hundred thousand times {a|each|every} day",
        "hearts {beat|pump} faster when muscles need {more |}oxygen",
        "human hearts are {about|roughly} {as big as|the size of} a fist",
        "{human|our} hearts have four {rooms|chambers}{ inside|}",
        "{small|tiny} animals have {faster|quicker} hearts than {big|large} ones",
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
        "teeth are {covered|protected|coated} by hard {white |}enamel",
        "sugar feeds the {germs|bacteria} that {hurt|harm} {our |}teeth",
        "{small |}children have twenty {baby|milk} teeth",
        "the hardest {stuff|material} in the body {covers|protects} our teeth",
        "{grown people|adults} have {up to|as many as} thirty-two teeth",
        "{our |}front teeth {cut|bite} and {back teeth|the back ones} {grind|crush}",
      ],
      myths: [
        "teeth grow {back|again} when you bury them",
        "teeth are {simply|just} bones that show",
        "teeth click to send {secret|spy} messages",
      ],
    },
  ],
};
