/**
 * The log follows the stream: each signal refreshes the rows, or is only counted while paused or
 * while somebody reads further down.
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
  let missed = 0;

  const show = () => {
    pause.setAttribute('aria-pressed', String(paused));
    text.textContent = paused ? 'Paused' : 'Live';
    fresh.textContent = missed > 0 ? `${missed.toLocaleString('en')} new` : '';
  };
  const refresh = () => {
    missed = 0;
    show();
    window.htmx.trigger('#rows', 'refresh');
  };

  // The browser reconnects by itself.
  new EventSource(stream.dataset.stream).addEventListener('executed', (event) => {
    if (paused || document.hidden || window.scrollY > 200) {
      missed += Number(event.data) || 1;
      show();
    } else {
      refresh();
    }
  });
  pause.addEventListener('click', () => {
    paused = !paused;
    if (!paused) {
      refresh();
    }
    show();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && !paused && missed > 0) {
      refresh();
    }
  });
  window.addEventListener('scroll', () => {
    if (!paused && missed > 0 && window.scrollY <= 200) {
      refresh();
    }
  }, { passive: true });
}
