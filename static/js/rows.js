// Lets rows of questions come and go without loading the page. Without this file the same buttons save and come back.
import { CharacterCount, Radios, createAll } from "../build/govuk-frontend.min.js";

export function rows(page) {
  const place = page.querySelector("[data-rows]");
  if (!place) {
    return;
  }
  const one = place.dataset.rows;
  const most = Number(place.dataset.rowsMost);
  const blank = place.querySelector("[data-row-blank]");
  const said = place.querySelector("[data-rows-said]");
  const add = place.querySelector("[data-row-add]");
  const shown = () => [...place.querySelectorAll("[data-row]")];
  let next = 1 + Math.max(-1, ...shown().map((row) => Number(row.id.replace("row-", ""))));

  function number() {
    shown().forEach((row, index) => {
      for (const place of row.querySelectorAll("[data-row-number]")) {
        place.textContent = index + 1;
      }
    });
    add.hidden = shown().length >= most;
  }

  function tell(words) {
    said.textContent = words;
    place.dispatchEvent(new Event("input", { bubbles: true }));
  }

  add.addEventListener("click", (event) => {
    event.preventDefault();
    const copy = page.createElement("div");
    copy.innerHTML = blank.innerHTML.replaceAll("NUMBER", next);
    next += 1;
    const row = copy.querySelector("[data-row]");
    blank.before(row);
    createAll(Radios, undefined, { scope: row });
    createAll(CharacterCount, undefined, { scope: row });
    number();
    row.querySelector("legend").focus();
    tell(`Another ${one} added`);
  });

  place.addEventListener("click", (event) => {
    const button = event.target.closest("[data-row-remove]");
    if (!button) {
      return;
    }
    event.preventDefault();
    const row = button.closest("[data-row]");
    const before = shown()[shown().indexOf(row) - 1];
    row.remove();
    number();
    (before?.querySelector("legend") ?? add).focus();
    tell(`${one[0].toUpperCase()}${one.slice(1)} removed`);
  });
}
