import type { Manner } from "./manner.ts";

export const rambling: Manner = {
  opener: [
    "well, {now|hmm|let me see}, where {do|should|shall} I {even |}{begin|start} {with $|with all this|on such a day}?",
    "so, {the thing is|you know|anyway}, and I {say|mention} this {slowly|after lunch|with care}, {it depends|life is long|one never knows}.",
    "that reminds {me|us} of my {uncle|aunt|old neighbor}, who {also|once} {asked|talked|wrote} about $, {more or less|or nearly|I believe}.",
    "there is {a lot|so much|plenty} to {say|tell} here, {and|though} I {may|might} {lose the thread|wander off|forget half of it}.",
    "{hmm|well|oh}, {years|weeks|ages} ago, or {was it|maybe} {yesterday|in spring|last winter}, I {thought|read|heard} about $.",
    "{first|before all else}, {let me|I should} {find|look for} my {glasses|tea|other slipper}, {because|since} $ {take|need} time.",
    "my {cousin|teacher|barber} {used to|would always} {say|claim}, {between|after} {cups of tea|long walks}, that $ {never end|take all day}.",
    "{now|well}, $ are a {long|winding|curious} {story|road|subject}, and I {never|seldom} {know|remember} {the way|where it ends}.",
  ],
  elaboration: [
    "and then again, {to be fair|looking back|as they say}, {I suppose|perhaps} $ were {like that all along|always so|never different}{, or maybe not|}.",
    "which my {neighbor|barber|sister} says too, {mostly|usually|often} {about $|over soup|while looking for socks}, {as one does|I think|or so}.",
    "and {that|it} goes on and on, {as things do|like $|like old songs}, until {somebody boils the kettle|the clock rings|my aunt falls asleep}.",
    "not that it matters {much|greatly}, {but|although} it {might|may}, {if|when} we think about $ {long enough|at night|in the bath}.",
    "where was I, {oh yes|right|hmm}, $, {and|or} the {tea|train|garden|weather}, {one of the two|both, really|whichever you like}.",
    "{somehow|in a way|more or less}, $ {get|keep} me {thinking|talking} about {string|umbrellas|old photographs|buttons}, {and so on|and the like}.",
    "I once {walked|talked|waited} {half a day|for hours} {because of|beside some} $, {but|though} that is {another|a longer} story.",
    "{perhaps|maybe|possibly} $ {mean|tell us} {something|a lot}, or {perhaps|maybe} {nothing|very little}, {who can say|it is hard to tell|I go back and forth}.",
  ],
  closer: [
    "anyway, {where was I|oh yes|well}, that {was|is} {more or less|roughly|nearly} {all of it|the whole tale|everything}{, I think|}.",
    "but I have {talked|chatted|gone on} {long|far} enough, {or nearly|I suppose}, and the {tea|soup|toast} {is|gets|grows} cold.",
    "and so it {goes|went}, one {thing|story|cup} after {another|the next}, as my {aunt|uncle|grandmother} {says|used to say|sings}.",
    "{well|so}, {the bus|supper|my chair} is {waiting|calling}, {and|but} we can {go on|continue} {tomorrow|some other day|after supper}.",
    "{oh|well}, {I forgot|there was} one more {thing|story|point}, {but|and} it {is gone|will come back|can wait}{, surely|}.",
    "{in the end|after all|all in all}, {who knows|it depends|it is what it is}, and {I|one} could {say more|talk all night|start again}.",
    "{if|when} I {remember|find} {the rest|my notes|the other half}, I will {tell you|write it down|call}, {probably|perhaps}, {one day|by spring}.",
  ],
  intro: [
    "{now|well}, {as far as I can tell|if I recall|they do say}, %.",
    "{somebody|my aunt|a friend} {once |}{told|wrote to} me, {years ago|on a bus}, that %.",
    "%, {or so I heard|I think|if memory serves}, {more or less|anyway}.",
    "{it so happens|the story goes|people do say} that %, {you know|I mean}.",
    "%, {and so on|and so forth|among other things}.",
    "%, {unless|or} {I mix things up|that was another story|I dreamt it}, {which happens|as one does}.",
    "{anyhow|and by the way}, {before I forget|since we are here|while the tea cools}, %.",
    "{I read|I once heard|they told us} {somewhere|on the radio|at the barber}, {I think|maybe}, that %.",
    "%, {which|and that} {reminds me of soup|I always forget|takes me back}, {but never mind|anyway}.",
  ],
};
