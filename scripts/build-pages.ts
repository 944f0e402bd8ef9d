import { refreshPages } from "./pages/bundle-pages.ts";

await refreshPages();
