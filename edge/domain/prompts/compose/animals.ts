import type { SubjectFamily } from "./subject-families.ts";

export const animals: readonly SubjectFamily[] = [
  {
    nouns:
      "bird seagull gull crow raven swan goose geese heron crane flamingo stork pelican duck sparrow robin parrot pigeon dove swallow hummingbird kingfisher peacock toucan magpie",
    habitat: "outdoors",
    details:
      "feathers rendered in fine detail; >{its} wings catching the light on every beat; >each wingbeat distinct; ={head} turning in small quick movements",
    settings: "above a quiet estuary; beside a reed bed",
  },
  {
    nouns: "owl eagle hawk falcon condor vulture kestrel buzzard osprey",
    habitat: "outdoors",
    details:
      "layered feathers edged with light; >{its} wings spread wide; ={its} gaze fixed and unblinking",
    settings: "above a deep gorge; over a wall of pale cliffs",
  },
  {
    nouns: "cat kitten kitty tabby",
    habitat: "anywhere",
    details:
      "whiskers and fur in sharp detail; {its} ears turned to every sound; >paws landing softly; ={its} flanks rising and falling with each breath",
    settings: "in a quiet courtyard; on an old stone wall",
  },
  {
    nouns: "lion lioness tiger leopard panther lynx jaguar cheetah cougar puma",
    habitat: "outdoors",
    details:
      "every hair of {coat} standing out; muscle shifting beneath the fur; ={its} flanks rising and falling with each breath; >{its} shoulders rolling with each stride",
    settings: "in tall dry grass; on a low rocky outcrop",
  },
  {
    nouns:
      "dog puppy hound corgi retriever labrador husky terrier collie sheepdog poodle dachshund dalmatian",
    habitat: "anywhere",
    details:
      "fur ruffled and catching the light; >{its} ears bouncing with every step; >{tongue} out and eyes bright; ={its} ears pricked at every sound",
    settings: "in a wide grassy park; along a country lane",
  },
  {
    nouns: "wolf wolves fox coyote jackal hyena",
    habitat: "outdoors",
    details:
      "{coat} thick and finely textured; {its} ears pricked and alert; >{its} steps light and even; ={its} eyes half closed",
    settings: "at the edge of a pine forest; on a fern-covered slope",
  },
  {
    nouns: "horse pony stallion mare mustang foal",
    habitat: "outdoors",
    details:
      "{coat} gleaming over the muscle; >manes and tails streaming back; >hooves throwing up clods of earth; ={its} breath slow and steady",
    settings: "across an open plain; in a wide fenced pasture",
  },
  {
    nouns:
      "cow bull ox bison buffalo sheep goat lamb cattle yak zebra donkey mule giraffe camel llama alpaca antelope gazelle deer stag elk moose reindeer fawn",
    habitat: "outdoors",
    details:
      "{coat} catching soft highlights; {its} ears flicking now and then; >{its} legs moving in an easy rhythm; =grass bending around {its} hooves",
    settings: "on an open grassy plain; beside a shallow waterhole",
  },
  {
    nouns: "elephant mammoth rhino rhinoceros hippo",
    habitat: "outdoors",
    details:
      "{its} wrinkled skin showing every fold; {its} slow weight felt in every movement; >dust rising around heavy feet",
    settings: "on a broad savanna; beside a shrinking waterhole",
  },
  {
    nouns: "bear grizzly panda polar-bear cub",
    habitat: "outdoors",
    details:
      "thick fur rippling over {its} shoulders; {nose} testing the air; >{its} paws falling heavily; ={its} breathing slow and deep",
    settings: "beside a cold mountain stream; among tall northern pines",
  },
  {
    nouns:
      "rabbit bunny hare squirrel mouse hedgehog hamster chipmunk otter beaver badger raccoon weasel meerkat lemur monkey koala sloth",
    habitat: "outdoors",
    details:
      "{its} whiskers twitching; fine fur haloed by the light; {its} dark eyes bright and alert",
    settings: "in a dewy meadow; beneath an old hedgerow",
  },
  {
    nouns: "gorilla chimpanzee orangutan ape",
    habitat: "outdoors",
    details: "{its} expression thoughtful; deep creases around {its} eyes",
    settings: "in a mossy rainforest clearing",
  },
  {
    nouns: "penguin seal walrus puffin",
    habitat: "outdoors",
    details: "beads of water rolling off {back}; {its} movements brisk and comical",
    settings: "along a pebbled southern shore; on a rocky ledge above the surf",
  },
  {
    nouns:
      "butterfly moth dragonfly bee bumblebee ladybug ladybird beetle ant grasshopper caterpillar insect",
    habitat: "outdoors",
    details:
      "every tiny hair and vein visible; {body} iridescent from certain angles; the blurred background alive with soft colour",
    settings: "among tall wildflowers; in a walled garden",
  },
  {
    nouns:
      "snake lizard gecko chameleon iguana frog toad crocodile alligator spider snail tortoise",
    habitat: "outdoors",
    details: "the pattern of {its} skin in crisp detail; {its} eyes barely moving",
    settings: "on a sun-warmed rock; among broad wet leaves",
  },
  {
    nouns: "whale humpback orca dolphin porpoise",
    habitat: "outdoors",
    details:
      "water streaming from {its} smooth skin; {its} great curves gliding without effort; >a curtain of spray hanging in the air",
    settings: "in a wide blue bay; off a rocky northern coast",
  },
  {
    nouns:
      "shark manta ray turtle sea-turtle fish goldfish koi tuna clownfish sardine jellyfish octopus squid seahorse eel coral anemone starfish",
    habitat: "water",
    details:
      "{its} movements slow and weightless; fine markings catching the light; tiny particles drifting past",
    settings: "over a coral garden; in the open sea",
  },
];
