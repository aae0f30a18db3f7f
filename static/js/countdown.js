// Counts down the time that is left of an emergency access, says so aloud at ten minutes and at one, and leaves the page
// when it is over. The server says how many seconds are left: the computer's own clock may be wrong.
const ALOUD = [10, 1];
const SECOND = 1000;

export function countdown(page) {
  const banner = page.querySelector("[data-countdown]");
  if (!banner) {
    return;
  }
  const left = banner.querySelector("[data-countdown-left]");
  const said = banner.querySelector("[data-countdown-said]");
  const began = performance.now();
  const whole = Number(banner.dataset.countdown);
  let minutes = Math.ceil(whole / 60);

  function tick() {
    const seconds = whole - (performance.now() - began) / SECOND;
    if (seconds <= 0) {
      clearInterval(timer);
      window.location.replace(banner.dataset.countdownThen);
      return;
    }
    const now = Math.ceil(seconds / 60);
    if (now === minutes) {
      return;
    }
    minutes = now;
    left.textContent = `${minutes} ${minutes === 1 ? "minute" : "minutes"} left`;
    if (ALOUD.includes(minutes)) {
      said.textContent = `Your emergency access ends in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
    }
  }

  const timer = setInterval(tick, SECOND);
}
