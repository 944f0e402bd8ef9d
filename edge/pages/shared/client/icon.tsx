/** Line icons on a 24-pixel grid; all of them decorate, the words stand beside. */
const PATHS = {
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2m0 16v2M4.9 4.9l1.4 1.4m11.4 11.4 1.4 1.4M2 12h2m16 0h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z",
  contrast: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 0v18M12 7h7.5M12 12h9m-9 5h7.5",
  play: "M8 5.5v13l11-6.5-11-6.5Z",
  download: "M12 4v11m0 0 4.5-4.5M12 15l-4.5-4.5M5 20h14",
  retry: "M4.5 12a7.5 7.5 0 1 1 2.2 5.3M4.5 12V7m0 5h5",
  trash:
    "M4.5 7h15M10 11v6m4-6v6M6.5 7l.8 12.2a1 1 0 0 0 1 .8h7.4a1 1 0 0 0 1-.8L17.5 7M9 7V4.500h6V7",
  stop: "M7 7h10v10H7z",
  logs: "M5 6h14M5 12h14M5 18h9",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.500h.01",
  close: "M6 6l12 12M18 6 6 18",
  wand: "M5 19 15 9m2-6v4m-2-2h4m1 5v3m-1.5-1.500h3M13 7l4 4",
  plus: "M12 5v14M5 12h14",
  film: "M4 5h16v14H4zM8 5v14M16 5v14M4 9.700h4M4 14.300h4m8-4.600h4m-4 4.600h4",
  stack: "M12 4 3.5 8.5 12 13l8.5-4.500L12 4ZM3.5 12.5 12 17l8.5-4.500M3.5 16.5 12 21l8.5-4.5",
  text: "M5 6h14M12 6v13M9 19h6",
  layers: "M4 4h10v10H4zM10 14v6h10V10h-6",
  wallet:
    "M4 7.500A1.5 1.5 0 0 1 5.5 6H18v3M4 7.500V18a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-8a1 1 0 0 0-1-1H5.500A1.5 1.5 0 0 1 4 7.500ZM16 14h.01",
  exit: "M10 5H5v14h5M15 8l4 4-4 4M19 12H9",
  warning: "M12 4 2.5 20h19L12 4Zm0 6v4.500m0 3h.01",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm0 3.500V12l3 2",
  upload: "M12 16V5m0 0L7.5 9.500M12 5l4.5 4.500M5 20h14",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  back: "M19 12H5m0 0 6-6m-6 6 6 6",
  sound:
    "M9 18V6l11-2v12M9 18a3 2.500 0 1 1-6 0 3 2.500 0 0 1 6 0Zm11-2a3 2.500 0 1 1-6 0 3 2.500 0 0 1 6 0Z",
  scenes: "M4 5h16v9H4zM4 18h4m4 0h4m4 0h.01",
  undo: "M8 6 4 10l4 4M4 10h10a4.5 4.5 0 0 1 0 9h-3",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
