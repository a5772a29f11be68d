/** Control, unassigned and private characters, and the invisible ones except the joiners and the selector that emoji and Persian need. */
export const HIDDEN = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}]|(?!\u200c|\u200d|\ufe0f)[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
export const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
/** Marks piled onto one letter until they cover the neighbouring lines. */
export const PILED_MARKS = /\p{M}{4,}/u;
