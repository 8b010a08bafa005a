/** At most so often is the page drawn again, however much happens. */
const LEAST = 2000;

/** Also when nothing happens, for then the time moves on. */
const MOST = 10000;

/**
 * The page of figures: charts in place of the tables, which stay behind a button, and live where
 * the time reaches to now. The numbers are the tables'; nothing here counts, or looks at a clock of
 * the browser's.
 */
export async function installOperations() {
  const board = document.getElementById('board');
  if (!board) {
    return;
  }
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-table]');
    if (button) {
      const open = document.getElementById(button.getAttribute('aria-controls')).classList.toggle('open');
      button.setAttribute('aria-expanded', String(open));
    }
  });
  const { drawCharts } = await import('./charts.js');
  drawCharts(board);
  if (board.dataset.live) {
    follow(board, () => drawCharts(board));
  }
}

function follow(board, draw) {
  const pause = document.getElementById('board-pause');
  const text = pause.querySelector('[data-live-text]');
  let paused = false;
  let asking = false;
  let news = false;
  let askedAt = performance.now();

  const look = async () => {
    const since = performance.now() - askedAt;
    if (asking || paused || document.hidden || since < LEAST || !(news || since >= MOST)) {
      return;
    }
    asking = true;
    news = false;
    askedAt = performance.now();
    try {
      const answer = await fetch(board.dataset.here, { headers: { 'HX-Target': 'board', Accept: 'text/html' } });
      if (answer.ok && !answer.redirected) {
        replace(board, await answer.text());
        draw();
      }
    } catch {
      // The console is away: the browser comes back to the stream by itself.
    } finally {
      asking = false;
    }
  };

  pause.hidden = false;
  pause.addEventListener('click', () => {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    text.textContent = paused ? 'Paused' : 'Live';
    look();
  });
  new EventSource(board.dataset.live).addEventListener('executed', () => {
    news = true;
    look();
  });
  document.addEventListener('visibilitychange', look);
  setInterval(look, LEAST / 4);
}

/** What stands under somebody's hands stays as it is; the rest is taken from the new page. */
function replace(board, html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html').getElementById('board');
  if (!fresh) {
    return;
  }
  const same = [...fresh.querySelectorAll('[data-chart]')].map((each) => each.id).join()
    === [...board.querySelectorAll('[data-chart]')].map((each) => each.id).join();
  if (!same) {
    board.replaceChildren(...fresh.childNodes);
  } else {
    const held = (part) => part.contains(document.activeElement);
    for (const selector of ['.tiles', '.parts', '.keys', '.chart-table table']) {
      const now = board.querySelectorAll(selector);
      fresh.querySelectorAll(selector).forEach((part, at) => {
        if (now[at] && !held(now[at])) {
          now[at].replaceWith(part);
        }
      });
    }
  }
  board.dataset.from = fresh.dataset.from;
  board.dataset.to = fresh.dataset.to;
}
