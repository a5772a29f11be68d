import type { Topic } from "./topic.ts";

export const body: Topic = {
  name: "the body",
  subjects: [
    {
      noun: "bones",
      facts: [
        "bones are {alive|living} and repair themselves",
        "{many |}bones make new blood cells inside",
        "babies have more bones than {adults|their parents}",
        "the {smallest|tiniest} bones are inside the ear",
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
        "muscles can pull but they {cannot|never} push",
        "muscles grow while {they|we} rest after hard work",
        "muscles make heat when we {shiver|move}",
        "the body has more than six hundred muscles",
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
        "the {wildest|clearest} dreams come when sleeping eyes move fast",
        "dreams may help the brain {sort|keep} memories",
        "most dreams are {soon|quickly} forgotten",
        "{rats|cats} probably have dreams too",
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
        "hiccups {begin|start} when a breathing muscle jumps",
        "hiccups {usually|mostly} stop on their own",
        "babies {get|have} hiccups even before they are born",
        "one farmer had hiccups for {over|more than} sixty years",
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
        "hearts pump blood {around|through} the whole body",
        "human hearts beat {about|around} a hundred thousand times a day",
        "hearts beat faster when muscles need oxygen",
        "human hearts are about {as big as|the size of} a fist",
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
        "teeth are {covered|protected} by hard enamel",
        "sugar feeds the germs that {hurt|harm} teeth",
        "{small children|children} have twenty baby teeth",
        "the hardest {stuff|material} in the body covers our teeth",
      ],
      myths: [
        "teeth grow {back|again} when you bury them",
        "teeth are {simply|just} bones that show",
        "teeth click to send {secret|spy} messages",
      ],
    },
  ],
};
