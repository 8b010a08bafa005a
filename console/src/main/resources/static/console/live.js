/**
 * The log follows the stream: each signal refreshes the rows. While somebody points at them, stands
 * in them with the keyboard, has ticked some, reads further down or paused, they stay where they
 * are, and a button says how many are new.
 */
export function installLive() {
  const stream = document.querySelector('#live[data-stream]');
  const controls = document.querySelector('[data-live]');
  if (!stream || !controls) {
    return;
  }
  controls.hidden = false;
  const pause = document.getElementById('live-pause');
  const text = pause.querySelector('[data-live-text]');
  const fresh = document.getElementById('live-new');
  let paused = false;
  let behind = false;
  let asking = false;
  let again = false;

  const rows = () => document.getElementById('rows');
  const held = () => paused || document.hidden || window.scrollY > 200
    || rows().matches(':hover') || rows().contains(document.activeElement) || fresh.matches(':hover')
    || rows().querySelector('input:checked') !== null;

  const refresh = () => {
    behind = false;
    fresh.hidden = true;
    window.htmx.trigger('#rows', 'refresh');
  };
  const count = async () => {
    if (asking || !behind) {
      again = asking;
      return;
    }
    asking = true;
    again = false;
    try {
      const { newer, top } = rows().dataset;
      const address = new URL(newer, window.location.origin);
      address.searchParams.set('top', top ?? '');
      const answer = top ? await fetch(address, { headers: { Accept: 'text/plain' } }) : null;
      const words = answer?.ok && !answer.redirected ? await answer.text() : '';
      fresh.textContent = top ? words : 'Something new';
      fresh.hidden = !behind || (top && words === '');
    } catch {
      // The stream says so when the console is away.
    } finally {
      asking = false;
    }
    if (again) {
      count();
    }
  };
  const look = () => {
    if (behind && !held()) {
      refresh();
    }
  };

  const told = () => {
    behind = true;
    if (held()) {
      count();
    } else {
      refresh();
    }
  };
  // The browser reconnects by itself.
  new EventSource(stream.dataset.stream).addEventListener('executed', told);
  pause.addEventListener('click', () => {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    text.textContent = paused ? 'Paused' : 'Live';
    look();
  });
  fresh.addEventListener('click', () => {
    window.scrollTo({ top: 0 });
    refresh();
    pause.focus();
  });
  // What was told while the rows were on their way was counted beside the old ones.
  document.addEventListener('htmx:afterSettle', () => {
    if (behind && held()) {
      count();
    } else {
      look();
    }
  });
  document.addEventListener('visibilitychange', look);
  stream.addEventListener('mouseleave', look);
  stream.addEventListener('focusout', () => setTimeout(look));
  stream.addEventListener('change', look);
  window.addEventListener('scroll', look, { passive: true });
}
