/** Colour words and the paint they stand for. */
export const colourLexicon: Readonly<Record<string, string>> = {
  red: "#d83a34", crimson: "#b3122d", scarlet: "#e0301e", ruby: "#9b111e", burgundy: "#6d1029", maroon: "#6b1d1d",
  orange: "#f28c28", amber: "#ffb000", copper: "#b87333", bronze: "#a97142", rust: "#a8481f", terracotta: "#c9633f",
  yellow: "#f7d038", gold: "#e6b422", golden: "#e6b422", mustard: "#d4a017", lemon: "#fff04d",
  green: "#3f9b4f", emerald: "#1fa071", lime: "#9bd62b", olive: "#7c8237", mint: "#98e2c1", jade: "#00a86b",
  teal: "#12868a", turquoise: "#30d5c8", cyan: "#22cbe0", aqua: "#4fdcd8",
  blue: "#2f6fd6", azure: "#3d9be9", navy: "#16285a", indigo: "#3f2fa8", cobalt: "#1a47b0", sapphire: "#1146a6",
  purple: "#8a3ec4", violet: "#8b5cf6", lavender: "#b39ddb", magenta: "#d6219c", lilac: "#c8a2c8", plum: "#8e4585",
  pink: "#f48fb1", rose: "#e8537f", coral: "#ff7f66", peach: "#ffb997", salmon: "#fa8072", fuchsia: "#e0218a",
  white: "#f4f4f0", silver: "#c3c9d1", grey: "#8c9199", gray: "#8c9199", black: "#15161a", charcoal: "#33373d",
  brown: "#7b5136", beige: "#d9c8a5", cream: "#f5ead0", sepia: "#8a6642", ivory: "#f4eedc",
};
