/* Ready texts that one tap puts into a field, to be changed before they go out. */

import { keepDraft } from "./drafts.js";

/* As if typed, so that Ctrl+Z takes a wrong one back; it is to be read, so its beginning is in sight. */
export function fillIn(answer, text, button) {
  const written = answer.value.trimEnd(), start = written ? written.length + 1 : 0, shown = written ? answer.scrollHeight : 0;
  answer.focus();
  answer.setSelectionRange(written.length, answer.value.length);
  document.execCommand("insertText", false, written ? `\n${text}` : text);
  answer.setSelectionRange(start, start);
  answer.scrollTop = shown && shown - 48;
  button.closest("details")?.removeAttribute("open");
}

/* The next key or tap ends it; what was chosen may still be changed. */
export function chooseOutcome(form, text) {
  form.elements.outcome.value = text;
  keepDraft(form.elements.outcome);
  form.querySelector(".main").focus();
}
