import { animals } from "./animals.ts";
import { body } from "./body.ts";
import { food } from "./food.ts";
import { history } from "./history.ts";
import { machines } from "./machines.ts";
import { sea } from "./sea.ts";
import { space } from "./space.ts";
import type { Topic } from "./topic.ts";
import { weather } from "./weather.ts";

export const allTopics: readonly Topic[] = [animals, sea, space, weather, food, body, machines, history];
