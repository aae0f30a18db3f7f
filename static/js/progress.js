// Shows how far something is that is made in the background, and opens the page anew when it is done. Without a script
// the page has a link that does so.
const EVERY = 2000;

export function progress(page) {
  const box = page.querySelector("[data-progress]");
  if (!box) {
    return;
  }
  const bar = box.querySelector("progress");
  const said = box.querySelector("[data-progress-said]");

  async function ask() {
    const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) {
      window.location.reload();
      return;
    }
    const { done, total, finished } = await answer.json();
    if (finished) {
      window.location.reload();
      return;
    }
    if (total) {
      bar.max = total;
      bar.value = done;
      said.textContent = `${done} of ${total} cases are done.`;
    }
    setTimeout(ask, EVERY);
  }

  setTimeout(ask, EVERY);
}
