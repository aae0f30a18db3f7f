// Keeps what is typed into a long form on the server while it is typed. Without this file each page is saved by its
// button. What the server could not take stays on the page and is tried again; typing never waits.
const PAUSE = 2500;
const AGAIN = 8000;
const OLD_TOKEN = 403;
const GONE = 404;
const OVER = 410;
const REFUSED = [409, 413, 423];

export function autosave(page) {
  const form = page.querySelector("form[data-kept]");
  const place = form?.querySelector("[data-keep]");
  if (!place) {
    return;
  }
  const said = place.querySelector("[data-keep-said]");
  const signedOut = place.querySelector("[data-keep-signed-out]");
  const address = place.dataset.keep;
  let changed = false;
  let sending = null;
  let timer = null;
  let leaving = false;
  let asking = false;
  let checked = false;

  function say(words) {
    if (said.textContent !== words) {
      said.textContent = words;
    }
  }

  function later(wait) {
    if (timer === null && !leaving) {
      timer = setTimeout(() => {
        timer = null;
        keep();
      }, wait);
    }
  }

  function ask(options) {
    return fetch(address, { credentials: "same-origin", redirect: "manual", cache: "no-store", headers: { Accept: "application/json" }, ...options });
  }

  function typed() {
    return new URLSearchParams(new FormData(form));
  }

  // A sign-in gives the browser another token; the one on this page is taken over from the server.
  async function renew() {
    const answer = await ask({ method: "GET" });
    if (!answer.ok) {
      return false;
    }
    const { token } = await answer.json();
    for (const box of page.querySelectorAll("[name=csrfmiddlewaretoken]")) {
      box.value = token;
    }
    return true;
  }

  async function post() {
    const answer = await ask({ method: "POST", body: typed() });
    return answer.status === OLD_TOKEN && (await renew()) ? ask({ method: "POST", body: typed() }) : answer;
  }

  async function send() {
    changed = false;
    try {
      return await tell(await post());
    } catch {
      say("Not kept yet: there is no connection. What you typed stays on this page and is tried again.");
      return unkept();
    }
  }

  async function tell(answer) {
    if (answer.type === "opaqueredirect") {
      signedOut.hidden = false;
      say("");
      return unkept();
    }
    signedOut.hidden = true;
    if (answer.ok) {
      say(`Saved ${(await answer.json()).saved}`);
      return true;
    }
    if (answer.status === OVER) {
      say(`Not kept: ${(await answer.json()).refused} Nothing more is kept here. What you typed is still on this page: copy what you need.`);
      changed = true;
      return false;
    }
    if (REFUSED.includes(answer.status)) {
      say(`Not kept: ${(await answer.json()).refused}`);
      return true;
    }
    if (answer.status === GONE) {
      say("Not kept: this is not here any more. It may have been sent, completed or closed, or somebody else has signed in. Copy what you need.");
      return false;
    }
    say("Not kept yet. It is tried again.");
    return unkept();
  }

  function unkept() {
    changed = true;
    later(AGAIN);
    return false;
  }

  async function keep() {
    if (sending) {
      await sending;
    }
    if (!changed || leaving) {
      return true;
    }
    sending = send();
    const kept = await sending;
    sending = null;
    return kept;
  }

  // The button saves only once the server has been heard: a page is not left for a sign-in with words on it.
  async function submit(event) {
    if (checked || event.defaultPrevented) {
      leaving = true;
      return;
    }
    event.preventDefault();
    if (asking) {
      return;
    }
    asking = changed = true;
    clearTimeout(timer);
    timer = null;
    checked = await keep();
    asking = false;
    if (checked) {
      form.requestSubmit(event.submitter);
    } else {
      place.scrollIntoView({ block: "center" });
    }
  }

  form.addEventListener("input", () => {
    changed = true;
    later(PAUSE);
  });
  form.addEventListener("submit", submit);
  window.addEventListener("beforeunload", (event) => {
    if (changed && !leaving) {
      event.preventDefault();
    }
  });
  window.addEventListener("focus", () => {
    if (!signedOut.hidden) {
      keep();
    }
  });
  window.addEventListener("online", keep);
  page.addEventListener("visibilitychange", () => {
    if (page.hidden) {
      keep();
    }
  });
}
