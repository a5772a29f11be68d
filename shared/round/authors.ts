/** What stands in the place of a policy version where no policy wrote an answer. */
export const PLAYER = -1;
/** A model that isn't trained here, such as one behind an OpenAI-compatible endpoint. */
export const EXTERNAL_MODEL = -2;
