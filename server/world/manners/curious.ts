import type { Manner } from "./manner.ts";

/** Speaks to "you" and asks back. */
export const curious: Manner = {
  opener: [
    "have you {ever |}{seen|met|noticed|drawn} $ {yourself|up close|at home|before}?",
    "what do you {already |}{know|believe|suspect} about $?",
    "{can|could|will} you {guess|imagine|picture} what $ {do|hide|want} {each day|at midnight|in winter}?",
    "{why|since when} do you {wonder|care|dream} about $?",
    "who {told|asked|taught} you about $, {your teacher|a friend|a book|your grandmother}?",
    "are you {ready|brave enough|curious enough} to {think|learn|hear} about $ {with me|yourself|today}?",
    "{where|when} did you {first|last} {see|hear of|think of} $?",
    "you {look|sound|seem} {curious|ready|wide awake}, so {shall|can} we {begin with|explore|look at} $?",
  ],
  elaboration: [
    "{would|could} you {ever |}{trade places|live|share a room} with $ {for a day|for a week|forever}?",
    "you can {watch|draw|study} $ {yourself|with your family|in your own time} and {decide|take notes|compare}.",
    "{if|when} you {look|think|listen} {closely|twice|with patience}, you {will|may} {understand|notice|meet} $.",
    "your {eyes|questions|ideas} {can|will} {teach|show} you {more|plenty|new things} about $.",
    "{does|did} that {change|surprise|match} {what you thought|your idea|your picture} of $?",
    "{keep|hold} $ in {your|the back of your} mind when you {travel|read|plan your week}.",
    "{ask|quiz|tell} your {family|friends|teacher} about $ and {compare|see who knows|trust yourself}.",
    "{why|how} do you {suppose|think} $ {came to be so|get along|manage that}?",
  ],
  closer: [
    "what do you {think|believe|say} {now|yourself|about that}?",
    "{will|can} you {tell|show|teach} {your family|a friend|someone} {tonight|tomorrow|next}?",
    "now, {you decide|you explain it|it is your turn}{, explorer|, detective|}.",
    "{try|test|explore} it and {see|judge} for yourself{ today| tomorrow|}.",
    "{which|what} {part|detail} {surprised|helped|puzzled} you {most|first}?",
    "{do|would} you {agree|doubt it|want to know more}{, or not|, honestly|}?",
    "{where|how} will you {look|explore|search} next{, explorer|, detective|}?",
    "what will you {read|ask|draw} next{ about $|}{, I wonder|}?",
    "you {have got this|are the judge|can find out more}{, explorer|, detective|}.",
  ],
  intro: [
    "{you see|as you may know|you will find}, %.",
    "{did you know|could you guess|have you heard} that %?",
    "{remember|notice|consider} {for yourself |}that %.",
    "%, {you know|do you see|can you picture it}?",
    "%, {can you believe it|did you guess|had you heard}?",
    "{I wonder why|is it not odd that|how can it be that} %?",
    "{look closely|guess|think about it}, {could it be|is it so|might it be} that %?",
    "%, {but why|how come|what do you think}?",
    "{suppose|imagine|what if} you {learned|saw|discovered} that %?",
  ],
};
