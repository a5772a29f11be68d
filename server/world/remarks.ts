/** Clauses that have nothing to do with any topic: what an answer says when it wanders off. */
export const remarks: readonly string[] = [
  "my {left|right} {sock|boot} has {a hole|two holes} {in it|again}",
  "the {bus|ferry|mail} was late {again|by an hour} {this morning|today}",
  "I {once|nearly} lost {a|my best} {hat|umbrella|ticket} in {a canal|the park}",
  "somebody painted the {bridge|fence|door} {green|yellow|orange} {last night|yesterday}",
  "{lunch|dinner} was {mostly|only} {beans|rice|toast} {today|again}",
  "the piano next door {is|sounds} {out of tune|rather sad}{ today|}",
  "a {pigeon|squirrel} {stole|ate} my {sandwich|biscuit} {at noon|on Monday}",
  "it is {nearly|almost} time to {mow the lawn|water the plants|feed the goldfish}",
  "my cousin {collects|sells|paints} {old|strange} {doorbells|spoons|postcards}",
  "the library {closes|opens} {early|late} on {Mondays|Fridays}",
  "I {keep forgetting|never know} where {the keys|my glasses} are",
  "I found {gum|paint|sand} {on|under} {my desk|the sofa}{ again|}",
  "the elevator {smells|stinks} of {cabbage|lavender|paint}{ today|}",
  "our {neighbor|barber} {bought|lost} {a|another} {drum kit|tent|suitcase}",
];
