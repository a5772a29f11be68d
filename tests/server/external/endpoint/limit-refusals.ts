import { raw } from "../../../support/scripted-endpoint.ts";
import { has, openai, type RefusedParameter } from "./parameter-refusals.ts";

/** The limit on an answer, refused. */
export const LIMITS: readonly RefusedParameter[] = [
  [
    "max_tokens, as newer models of OpenAI",
    has("max_tokens"),
    openai(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      { param: "max_tokens", code: "unsupported_parameter" },
    ),
    { max_completion_tokens: 40 },
    ["max_tokens"],
  ],
  [
    "max_tokens, by the message alone",
    has("max_tokens"),
    openai(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    ),
    { max_completion_tokens: 40 },
    ["max_tokens"],
  ],
  [
    "any limit",
    (asked) => has("max_tokens")(asked) || has("max_completion_tokens")(asked),
    openai("max tokens can't be set"),
    {},
    ["max_tokens", "max_completion_tokens"],
  ],
  [
    "a limit that is too large",
    ({ body }) => Number(body.max_tokens) > 32,
    openai("max_tokens is too large: 40. This model supports at most 32 completion tokens, whereas you provided 40."),
    { max_tokens: 32 },
    [],
  ],
  [
    "a limit that is too small",
    ({ body }) => Number(body.max_tokens) < 64,
    openai("Invalid 'max_tokens': integer below minimum value. Expected a value >= 64, but got 40 instead."),
    { max_tokens: 64 },
    [],
  ],
  [
    "more than its context",
    ({ body }) => Number(body.max_tokens) > 20,
    openai(
      "This model's maximum context length is 2048 tokens. However, you requested 2060 tokens (2020 in the messages, 40 in the completion). Please reduce the length.",
    ),
    { max_tokens: 20 },
    [],
  ],
  [
    "more tokens than Anthropic's model has",
    ({ body }) => Number(body.max_tokens) > 32,
    openai("max_tokens: 40 > 32, which is the maximum allowed number of output tokens for m"),
    { max_tokens: 32 },
    [],
  ],
  [
    "a limit out of a range",
    ({ body }) => Number(body.max_tokens) > 32,
    openai("<400> InternalError.Algo.InvalidParameter: Range of max_tokens should be [1, 32]"),
    { max_tokens: 32 },
    [],
  ],
  [
    "more than its context, as TGI",
    ({ body }) => Number(body.max_tokens) > 20,
    raw(
      '{"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4070 `inputs` tokens and 40 `max_new_tokens`","error_type":"validation"}',
      undefined,
      422,
    ),
    { max_tokens: 20 },
    [],
  ],
  [
    "max_tokens, without a word on it",
    has("max_tokens"),
    openai("invalid request"),
    { max_completion_tokens: 40 },
    ["max_tokens"],
  ],
];
