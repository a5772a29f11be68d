import { type Answer, type Asked, raw } from "../../../support/scripted-endpoint.ts";

/** What an endpoint refuses, how it says so, and what it is asked at last: what is in the request then, and what isn't. */
export type RefusedParameter = readonly [string, (asked: Asked) => boolean, Answer, object, readonly string[]];

export const openai = (message: string, more: object = {}) =>
  raw(
    JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code: null, ...more } }),
    undefined,
    400,
  );
const detail = (...loc: (string | number)[]) =>
  raw(
    JSON.stringify({
      detail: [
        {
          type: "extra_forbidden",
          loc: ["body", ...loc],
          msg: "Extra inputs are not permitted",
          input: { max_tokens: 8, temperature: 0 },
        },
      ],
    }),
    undefined,
    422,
  );
export const has =
  (name: string) =>
  ({ body }: Asked) =>
    name in body;

export const PARAMETERS: readonly RefusedParameter[] = [
  ["logprobs", has("logprobs"), openai("logprobs is not supported with this model"), {}, ["logprobs", "top_logprobs"]],
  [
    "logprobs with status 403",
    has("logprobs"),
    raw('{"error":{"message":"You are not allowed to request logprobs from this model"}}', undefined, 403),
    {},
    ["logprobs"],
  ],
  ["logprobs, by pydantic", has("logprobs"), detail("logprobs"), {}, ["logprobs"]],
  [
    "logprobs, in plain text",
    has("logprobs"),
    raw(
      "Failed to deserialize the JSON body into the target type: unknown field `logprobs`, expected one of `model`, `messages`, `temperature`, `max_tokens`, `stream`",
      "text/plain",
      422,
    ),
    { temperature: 0, max_tokens: 40, stream: false },
    ["logprobs"],
  ],
  ["top_logprobs", has("top_logprobs"), openai("top_logprobs is not supported"), { logprobs: true }, ["top_logprobs"]],
  [
    "more than five top_logprobs, as vLLM",
    ({ body }) => Number(body.top_logprobs) > 5,
    openai("Requested sample logprobs of 8, which is greater than max allowed: 5"),
    { logprobs: true, top_logprobs: 5 },
    [],
  ],
  [
    "more than five top_logprobs, as OpenAI",
    ({ body }) => Number(body.top_logprobs) > 5,
    openai("Invalid 'top_logprobs': integer above maximum value. Expected a value <= 5, but got 8 instead.", {
      param: "top_logprobs",
    }),
    { top_logprobs: 5 },
    [],
  ],
  [
    "more than five top_logprobs, by pydantic",
    ({ body }) => Number(body.top_logprobs) > 5,
    raw(
      "{\"object\":\"error\",\"message\":\"[{'type': 'less_than_equal', 'loc': ('body', 'top_logprobs'), 'msg': 'Input should be less than or equal to 5'}]\",\"code\":400}",
      undefined,
      400,
    ),
    { top_logprobs: 5 },
    [],
  ],
  [
    "a temperature other than 1",
    has("temperature"),
    openai(
      "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
    ),
    {},
    ["temperature"],
  ],
  [
    "a temperature of 0, as TGI",
    has("temperature"),
    raw(
      '{"error":"Input validation error: `temperature` must be strictly positive","error_type":"validation"}',
      undefined,
      422,
    ),
    {},
    ["temperature"],
  ],
  ["to be told stream", has("stream"), openai("Unrecognized request argument supplied: stream"), {}, ["stream"]],
  [
    "all but streams",
    ({ body }) => body.stream !== true,
    openai("This model only support stream mode, please enable the stream parameter to access the model."),
    { stream: true },
    [],
  ],
  [
    "all but streams while it thinks",
    ({ body }) => body.stream !== true,
    openai("parameter.enable_thinking must be set to false for non-streaming calls"),
    { stream: true },
    [],
  ],
  [
    "two parameters at once",
    (asked) => has("temperature")(asked) || has("logprobs")(asked),
    openai("Unsupported parameters: 'temperature', 'logprobs'"),
    { max_tokens: 40 },
    ["temperature", "logprobs"],
  ],
  [
    "two parameters, one after the other",
    (asked) => has("temperature")(asked),
    openai("temperature is deprecated for this model."),
    {},
    ["temperature"],
  ],
  [
    "a system's message",
    ({ body }) => body.messages[0]!.role === "system",
    raw('{"error":{"code":500,"message":"System role not supported","type":"server_error"}}', undefined, 500),
    { messages: [{ role: "user", content: "Be short.\n\nWhy?" }] },
    [],
  ],
  [
    "a system's message, as Google",
    ({ body }) => body.messages[0]!.role === "system",
    raw(
      '[{"error":{"code":400,"message":"Developer instruction is not enabled for models/gemma-3","status":"INVALID_ARGUMENT"}}]',
      undefined,
      400,
    ),
    { messages: [{ role: "user", content: "Be short.\n\nWhy?" }] },
    [],
  ],
  [
    "something, without a word on what",
    has("temperature"),
    raw("Bad Request", "text/plain", 400),
    { model: "m", max_tokens: 40 },
    ["temperature", "logprobs", "stream"],
  ],
  [
    "a parameter with status 200, as LM Studio",
    has("logprobs"),
    raw('{"error":"logprobs is not supported"}'),
    {},
    ["logprobs"],
  ],
  [
    "logprobs, as Mistral",
    has("logprobs"),
    raw(
      JSON.stringify({
        object: "error",
        message: {
          detail: [{ type: "extra_forbidden", loc: ["body", "logprobs"], msg: "Extra inputs are not permitted" }],
        },
      }),
      undefined,
      422,
    ),
    {},
    ["logprobs"],
  ],
  [
    "top_logprobs, as Google",
    has("top_logprobs"),
    raw(
      '[{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \\"top_logprobs\\": Cannot find field."}}]',
      undefined,
      400,
    ),
    { logprobs: true },
    ["top_logprobs"],
  ],
  ["logprobs, as Groq", has("logprobs"), openai("property 'logprobs' is unsupported"), {}, ["logprobs"]],
  [
    "logprobs, in Chinese",
    has("logprobs"),
    openai("\u4e0d\u652f\u6301logprobs\u53c2\u6570"),
    { temperature: 0 },
    ["logprobs"],
  ],
  [
    "something, as OpenRouter",
    has("logprobs"),
    raw(
      '{"error":{"message":"No endpoints found that can handle the requested parameters.","code":404}}',
      undefined,
      404,
    ),
    {},
    ["logprobs"],
  ],
  [
    "something that a provider behind it refuses",
    has("temperature"),
    raw(
      JSON.stringify({
        error: {
          message: "Provider returned error",
          metadata: { raw: '{"error":{"message":"temperature is no parameter"}}' },
        },
      }),
      undefined,
      400,
    ),
    { logprobs: true },
    ["temperature"],
  ],
  [
    "additional properties",
    has("logprobs"),
    raw('{"statusCode":400,"message":"body must NOT have additional properties"}', undefined, 400),
    {},
    ["logprobs"],
  ],
  [
    "a parameter with status 501",
    has("logprobs"),
    raw('{"error":{"message":"logprobs is not implemented"}}', undefined, 501),
    {},
    ["logprobs"],
  ],
  [
    "a parameter in a detail with status 200",
    has("logprobs"),
    raw('{"detail":"logprobs is not supported"}'),
    {},
    ["logprobs"],
  ],
  [
    "a parameter in an event",
    has("logprobs"),
    raw('data: {"error":{"message":"logprobs not supported"}}\n\n', "text/event-stream"),
    {},
    ["logprobs"],
  ],
  [
    "a parameter with status 500",
    has("logprobs"),
    raw('{"error":{"message":"`logprobs` requires compiling with ...","type":"server_error"}}', undefined, 500),
    {},
    ["logprobs"],
  ],
];
