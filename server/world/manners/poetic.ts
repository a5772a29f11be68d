import type { Manner } from "./manner.ts";

/** Alliterative lines: neighbouring words share their first letter. */
export const poetic: Manner = {
  opener: [
    "{soft|small|sweet|silver} {songs|secrets|stories|shadows} {slip|sail|sway} {slowly|softly|sideways}.",
    "{big|bright|bold} {beautiful|blue|breezy} {beginnings|bells|blossoms} {bloom|beckon|beam}.",
    "{patient|pale|proud} {poets|people|pilgrims} {ponder|paint|praise} {pretty|precious|perfect} {puzzles|pictures|poems}.",
    "{wise|wild|wandering} {winds|wanderers|waves} {whisper|wonder|wait}{ while we walk| with wishes|}.",
    "{many|merry|mellow} {marvelous|misty|mighty} {mysteries|melodies|mornings} make minds {merry|mellow|marvel}.",
    "{low|long|lazy} {lanterns|lights|lullabies} {linger|lean|laugh} {lightly|along the lane|late}.",
    "{great|golden|gentle} {gates|gardens|glories} {gleam|glow|glitter} for {$|good guests|grateful guests}.",
    "{deep|dark|dusty} {dreams|doors|drums} {drift|dance|dawn} {down the dale|daily|during dusk}.",
  ],
  elaboration: [
    "{silver|silent|seven} $ {slip|sail|sing} {softly|slowly|southward} {to sea|to sleep|side by side}.",
    "{brave|bold|bright} $ {bring|build|bless} {blue|bronze|beautiful} {bubbles|bridges|ballads}.",
    "{little|lazy|lonely} $ {love|like|long for} {long|late|lovely} {lunches|letters|lullabies}.",
    "{great|golden|graceful} $ {go|glide|grow} {gladly|gently|gracefully}{ through the gloom| in the garden|}.",
    "{tiny|tender|twinkling} $ {take|trade|treasure} {tea|time|turns} {together|till twilight|tenderly}.",
    "{wild|wonderful|weary} $ {wander|wait|whisper} {where|while} {willows|winds|waters} {weep|wake|wind}.",
    "{fair|fine|faint} $ {follow|find|form} {far|faded|forgotten} {fields|fires|footprints}.",
    "{how|here} {happily|high} {hang|hover|hide} $ {on hills of hay|in hazy heavens|in hidden halls}!",
  ],
  closer: [
    "{soft|sweet|still} {sounds|skies|stars} {stay|sleep|shine} {safe|silent|secret}.",
    "{full|free|fond} {farewells|feelings|fables} {fade|fly|fall} {for friends|forever|far away}.",
    "{happy|humble|whole} {humans|hearts|hands} {hold|have|hear} {hope|harmony|home}.",
    "{good|grand|gray} {games|goodbyes|gifts} {grow|glow|go} {green|golden|gladly}.",
    "may {mild|merry|magic} {moonlight|music|mornings} {move|mend|meet} {me|many|my mind}.",
    "{day|dusk|darkness} {drops|dims|drifts} and {dreamers|doves|daisies} {doze|dance|depart}.",
    "{rest|ride|rise} {ready|right|richly}, {red|roaming|rosy} {river|rose|rider}.",
    "{time|twilight} {ticks|turns|trembles} {to|toward} {tomorrow|the trees|tender tales}.",
  ],
  intro: [
    "{truly|sweetly|softly} {said|sung|spoken}, %.",
    "{so|still} {sing|say} the {seas|stars|sages}, %.",
    "{lo|look}, {lovely listener|little ones|lads and ladies}, %!",
    "%, {whisper the willows|murmur the mountains|sing the silent stars}.",
    "{high|far|bright} the {bells|birds|breezes} {tell|cry|call}, %.",
    "{under|over|beyond} {moonlit meadows|drowsy dunes|whispering woods}, %.",
    "%, {soft as snowfall|gold as gloaming|sweet as summer}.",
    "{dawn|dusk|moonlight} {dreams|declares|dances}, %.",
    "{so sweet|so strange|so silver} a {song|sight|secret}, %.",
  ],
};
