/**
 * A form that waits for somebody else's server says so, and for how long; its Cancel ends the wait.
 * The form is then as it was: the answer that comes late finds nobody, and a Save stores nothing.
 */
export function installWaiting() {
  const waits = new Map();
  document.addEventListener('htmx:beforeSend', (event) => {
    const source = event.detail.elt;
    if (source.matches('[data-waits]')) {
      const pressed = event.detail.requestConfig.triggeringEvent?.submitter ?? source;
      waits.set(source, { since: performance.now(), pressed, stopped: false });
      showCancel(source, true);
      tell(source, waits.get(source));
    }
  });
  document.addEventListener('htmx:afterRequest', (event) => {
    const source = event.detail.elt;
    const wait = waits.get(source);
    if (wait) {
      waits.delete(source);
      showCancel(source, false);
      say(source, wait.stopped ? (wait.pressed.dataset.stopped ?? source.dataset.stopped) : '');
    }
  });
  setInterval(() => waits.forEach((wait, source) => tell(source, wait)), 1000);

  const stop = (button) => {
    const ended = [...waits].filter(([source]) => ends(button, source));
    for (const [source, wait] of ended) {
      wait.stopped = true;
      window.htmx.trigger(source, 'htmx:abort');
      if (wait.pressed.tabIndex >= 0) {
        wait.pressed.focus();
      }
      if (source.matches('[data-withdraws]')) {
        withdraw(source);
      }
    }
    return ended.length > 0;
  };
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-stops]');
    if (button && stop(button)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && waits.size > 0 && !document.querySelector('dialog[open]')) {
      document.querySelectorAll('[data-stops]').forEach(stop);
      event.stopImmediatePropagation();
    }
  }, true);
}

/** What was sent may still be under way: it is told to store nothing, and the next try is another. */
async function withdraw(source) {
  const form = source.closest('form');
  const once = form.querySelector('input[name=once]');
  const name = once.value;
  try {
    const answer = await fetch('/account/connections/withdraw', {
      method: 'POST',
      headers: JSON.parse(document.body.getAttribute('hx-headers') ?? '{}'),
      body: new URLSearchParams({ once: name }),
    });
    const ended = await answer.json();
    if (once.value === name) {
      once.value = ended.once;
    }
    if (!ended.withdrawn) {
      say(source, 'It was too late to stop it: what you typed is saved. Load the page again to see it.');
    }
  } catch {
    say(source, 'No longer waiting. It may be saved all the same: load the page again to see.');
  }
}

function showCancel(source, shown) {
  document.querySelectorAll('[data-while-waiting]').forEach((button) => {
    if (ends(button, source)) {
      button.hidden = !shown;
    }
  });
}

function ends(button, source) {
  return source.matches(button.dataset.stops);
}

/** The seconds are for the eye alone: a screen reader would say each. */
function tell(source, wait) {
  const note = document.getElementById(source.dataset.waits);
  const seconds = Math.floor((performance.now() - wait.since) / 1000);
  if (note) {
    say(source, seconds < 2 ? note.dataset.busy : `${note.dataset.busy} Cancel ends the wait.`);
    note.dataset.seconds = seconds < 2 ? '' : ` ${seconds} s`;
  }
}

function say(source, text) {
  const note = document.getElementById(source.dataset.waits);
  if (note) {
    delete note.dataset.seconds;
    if (note.textContent !== text) {
      note.textContent = text;
    }
  }
}
