// Counts on how long the meeting has been with a case. The server says how many seconds it has been when the page opens:
// the computer's own clock may be wrong. Without this file the page shows that number.
const SECOND = 1000;

export function clock(page) {
  const place = page.querySelector("[data-clock]");
  if (!place) {
    return;
  }
  const before = Number(place.dataset.clock);
  const opened = performance.now();
  setInterval(() => {
    const seconds = before + Math.floor((performance.now() - opened) / SECOND);
    place.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }, SECOND);
}
