// Starts the enhancements. Every page works without this file.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "../build/govuk-frontend.min.js";
import { autosave } from "./autosave.js";
import { clock } from "./clock.js";
import { countdown } from "./countdown.js";
import { curtain } from "./curtain.js";
import { decisions } from "./decisions.js";
import { progress } from "./progress.js";
import { rows } from "./rows.js";
import { score } from "./score.js";

for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
]) {
  createAll(component);
}
curtain(document);
countdown(document);
decisions(document);
clock(document);
progress(document);
rows(document);
autosave(document);
score(document);
