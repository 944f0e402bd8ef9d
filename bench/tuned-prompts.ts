import { embeddedTuner } from "../edge/domain/prompts/embedded-tuner.ts";
import { readParameters } from "../edge/domain/prompts/prompt-parameters.ts";

/**
 * Prints what the embedded tuner makes of prompts and requests, for a person to read:
 * `node bench/tuned-prompts.ts`, or with words of your own:
 * `node bench/tuned-prompts.ts "a fox in the snow" "make it night"`.
 */
const samples: Readonly<Record<string, readonly string[]>> = {
  "A narrow alley in Lisbon in the afternoon, washing lines overhead": [
    "Can you make it rain at night?",
    "a little more mysterious please",
    "add a black cat and an old bicycle",
    "handheld camera following the cat",
  ],
  "A red tractor ploughs a field under a pale sky": [
    "the tractor should be green",
    "two tractors instead of one",
    "make the sky stormy",
    "golden hour, shot from a drone",
  ],
  "children chasing bubbles in a sunny garden": [
    "without the bubbles",
    "make it autumn",
    "more bubbles",
    "like a watercolour painting",
  ],
  "Slow pan across a foggy harbour at dawn with fishing boats and gulls circling overhead": [
    "remove the gulls and add a lighthouse",
    "much less fog",
    "close-up instead of the pan",
    "move it to a frozen lake",
  ],
  "An old man repairs a violin in his workshop, warm light, cinematic": [
    "replace the violin with a clock",
    "make it colder and sadder",
    "black and white",
    "a young woman instead of the old man",
  ],
  "Two wolves run through deep snow in the mountains. The sun is low. The camera tracks beside them.":
    ["only one wolf", "swap the wolves for a fox", "make it night", "static shot"],
  "neon-lit ramen stall, steam rising, rain on the street, anime style": [
    "photorealistic instead of anime",
    "no rain",
    "more steam and fewer lights",
    "make it look like the 1970s",
  ],
  "A white hot air balloon drifts over vineyards in summer": [
    "make the balloon red and yellow",
    "three balloons",
    "set it in winter with falling snow",
    "slow motion, wide shot",
  ],
  "An astronaut plants a flag on a dusty grey moon, stars overhead": [
    "change the flag to a small tree",
    "make it more dramatic",
    "add a rover and another astronaut",
    "tone down the dust",
  ],
  "a calm turquoise lagoon with palm trees, aerial view": [
    "turn the calm into a storm",
    "add a white sailboat",
    "less calm, darker",
    "sunset please, and some pink in the sky",
  ],
  "A barista pours latte art in a busy café": [
    "make the café empty",
    "extreme close-up of the cup",
    "it's too busy",
    "early morning light",
  ],
  "Timelapse of clouds over a desert highway, minimalist": [
    "replace the clouds by stars",
    "add a lonely truck on the road",
    "purple and orange colours",
    "asdf the qwerty, then do nothing useful",
  ],
};
const rough = [
  "otters",
  "an abandoned greenhouse",
  "street musician at dusk",
  "red bicycle by a canal",
  "storm at sea",
  "robot gardener",
  "sushi chef",
  "hot air balloons",
  "samurai in the rain",
  "quiet library",
  "koi pond",
  "spaceship landing",
];

async function show(prompt: string, request: string): Promise<void> {
  const { prompt: tuned, changes, notes } = await embeddedTuner.update({ prompt, request });
  console.log(`  › ${request}\n      ${tuned}`);
  for (const change of changes) console.log(`      + ${change}`);
  for (const note of notes) console.log(`      ! ${note}`);
}

const [prompt, ...requests] = process.argv.slice(2);
for (const [sample, wishes] of prompt === undefined
  ? Object.entries(samples)
  : [[prompt, requests] as const]) {
  console.log(`\n${sample}\n  ${JSON.stringify(readParameters(sample))}`);
  for (const wish of wishes) await show(sample, wish);
}
if (prompt === undefined) {
  console.log("\nRough prompts, written out");
  for (const text of rough)
    console.log(`  ${text}\n      ${(await embeddedTuner.enhance({ prompt: text })).prompt}`);
  console.log("\nVariations");
  const bases = [
    "A red tractor ploughs a field under a pale sky",
    "An old lighthouse on a cliff at dusk",
  ];
  for (const text of (await embeddedTuner.vary({ bases, avoid: [], count: 10, seed: 7 })).prompts)
    console.log(`  ${text}`);
}
