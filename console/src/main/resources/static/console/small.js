/** Copy buttons: shown where there is a clipboard, also in parts that arrive later. */
export function installCopy() {
  if (!navigator.clipboard) {
    return;
  }
  const show = (root) => root.querySelectorAll('[data-copy]').forEach((button) => (button.hidden = false));
  show(document);
  document.addEventListener('htmx:afterSettle', (event) => show(event.target));
  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy]');
    if (button) {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.classList.add('copied');
      button.addEventListener('mouseleave', () => button.classList.remove('copied'), { once: true });
    }
  });
}

/** The slash key goes to the search, unless somebody is typing. */
export function installSearchKey() {
  const search = document.getElementById('find');
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest('input, textarea, select, [contenteditable]');
    if (event.key === '/' && search && !typing) {
      event.preventDefault();
      search.focus();
    }
  });
}

const REASONS = {
  403: 'Your sign-in does not allow this, or the page was open for too long. Load it again.',
  422: 'There is too much to look through. Narrow the filter.',
  429: 'Too many requests. Wait a moment, then try again.',
  503: 'Not available at the moment. Try again shortly.',
};

/** A part of a page that can't be had says so, instead of nothing happening. */
export function installNotices() {
  const notice = document.getElementById('notice');
  const say = (text) => {
    notice.textContent = text;
    notice.hidden = false;
  };
  document.addEventListener('htmx:sendError', () => say('The console does not answer. Check your network and try again.'));
  document.addEventListener('htmx:responseError', (event) => {
    const status = event.detail.xhr.status;
    if (status !== 401) {
      say(REASONS[status] ?? 'This did not work. Load the page again and retry.');
    }
  });
  document.addEventListener('htmx:afterSwap', () => (notice.hidden = true));
}
