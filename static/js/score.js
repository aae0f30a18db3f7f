// Asks the server what the answers of the open page come to, at every change. Without this file it says so once saved.
const PAUSE = 400;

export function score(page) {
  const place = page.querySelector("[data-score]");
  const form = place?.closest("form");
  if (!form) {
    return;
  }
  const said = place.querySelector("[data-score-said]");
  let timer = null;
  let asking = null;

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(place.dataset.score, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        credentials: "same-origin",
        redirect: "manual",
        cache: "no-store",
        signal: asking.signal,
      });
      if (answer.ok) {
        said.innerHTML = await answer.text();
      }
    } catch (fault) {
      if (fault.name !== "AbortError") {
        said.textContent = "The score is worked out again when you save: there is no connection now.";
      }
    }
  }

  form.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}
