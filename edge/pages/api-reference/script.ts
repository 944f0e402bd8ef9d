/** What the reference page does in a browser: copy an example, find an operation. */
export const REFERENCE_SCRIPT = `"use strict";
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const text = button.parentElement.querySelector("code").textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Select and copy";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
});
if (matchMedia("(max-width: 60rem)").matches) document.querySelector("nav details").open = false;
const search = document.querySelector("#search");
search.hidden = false;
search.addEventListener("input", () => {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for (const entry of document.querySelectorAll("[data-find]")) {
    const text = entry.dataset.find;
    entry.hidden = !words.every((word) => text.includes(word));
  }
});
const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]));
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    for (const link of links.values()) link.removeAttribute("aria-current");
    links.get(entry.target.id)?.setAttribute("aria-current", "true");
  }
}, { rootMargin: "-10% 0px -75% 0px" });
for (const section of document.querySelectorAll("article[id]")) seen.observe(section);
`;
