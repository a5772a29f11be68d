import type { Manner } from "./manner.ts";

export const plain: Manner = {
  opener: [
    "{short|quick|simple|brief} {answer|note|reply}{ on $|}.",
    "{here is|this is} {one|a} {short|quick|basic|plain} {point|answer|note} {about|on} $.",
    "{this|it} is {simple|easy|clear}{ enough|}{, even with $|}.",
    "{in short|briefly|simply put}, {here it is|about $|on $}.",
    "{let us|I will} {keep it|be} {short|brief|plain}{ about $|}.",
    "{yes|sure|right|okay}, {$|$ then|on to $}.",
    "{a|one} {word|line|point} {or two |}{on|about} $.",
    "{so|well}, {$|about $|on to $}.",
  ],
  elaboration: [
    "{many|most|some} {people|books} {say|report|repeat} {so|the same}{ about $|}.",
    "{you can|one can} {check|see|read} this {at home|in a book|at school}.",
    "{nothing|not much} {more|else} to {add|say}{ about $|}.",
    "$ are {common|ordinary|normal} {enough|things|these days}.",
    "{it|this} {matters|helps} {a little|somewhat|a bit}{ with $|}.",
    "the rest {about $ |}{is|remains} {detail|less important|another matter}.",
    "{so|thus} it {goes|stands|is} with $.",
    "$ {stay|remain} {as they are|the same|what they are}.",
  ],
  closer: [
    "{that is|this is} {all|it|enough}{ for now| about $|}.",
    "{done|finished|the end|good|okay}{ for now| with $|}.",
    "{nothing|not much} {more|else}{ today| for now| on $|}.",
    "{end|close} of {answer|note|story}{ on $|}.",
    "{so much|enough} {about|on} $.",
    "{next|another} {question|topic}{, please|}.",
    "{you have|here ends} the {answer|point|note}{ on $|}.",
    "{full stop|period|over}{, no more on $|}.",
  ],
  intro: [
    "{in short|simply put|as a rule}, %.",
    "{basically|mostly|generally}, %.",
    "the {point|answer|idea} is that %.",
    "%, {in short|simply|that is all}.",
    "{note|know|see} that %.",
  ],
};
