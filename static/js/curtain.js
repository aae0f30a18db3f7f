// Hides the page from somebody looking over a shoulder: a button, or Escape twice within a second. Nothing is lost.
const QUICK = 1000;

export function curtain(page) {
  const button = page.querySelector("[data-hide-page]");
  const cover = page.querySelector("[data-curtain]");
  if (!button || !cover) {
    return;
  }
  const title = page.title;
  let lastEscape = -Infinity;

  function hide() {
    cover.hidden = false;
    page.title = "Hidden";
    cover.querySelector("button").focus();
  }

  function show() {
    cover.hidden = true;
    page.title = title;
    button.focus();
  }

  button.addEventListener("click", hide);
  cover.querySelector("button").addEventListener("click", show);
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !cover.hidden) {
      return;
    }
    if (event.timeStamp - lastEscape < QUICK) {
      hide();
    }
    lastEscape = event.timeStamp;
  });
}
