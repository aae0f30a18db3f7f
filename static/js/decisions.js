// Lets pre-MASE go from child to child with the arrow keys and decide with 1, 2 and 3. A decision comes back to the
// next child, by the address. Keys count only inside a child's part of the page and never while somebody types. Without
// this file Tab and the same buttons do.
export function decisions(page) {
  const place = page.querySelector("[data-decisions]");
  const keys = page.querySelector("[data-decisions-keys]");
  if (!place || !keys) {
    return;
  }
  const parts = [...place.querySelectorAll("[data-decision]")];
  keys.hidden = false;
  for (const part of parts) {
    part.tabIndex = 0;
  }

  place.addEventListener("keydown", (event) => {
    if (event.target.matches("textarea, input, select") || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const here = event.target.closest("[data-decision]");
    if (!here) {
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step && parts[parts.indexOf(here) + step];
    const button = here.querySelector(`[data-decide="${event.key}"]`);
    if (next) {
      event.preventDefault();
      next.focus();
    } else if (button) {
      event.preventDefault();
      const reason = here.querySelector("textarea");
      (reason.value.trim() ? button : reason).focus();
      if (reason.value.trim()) {
        button.click();
      }
    }
  });
}
