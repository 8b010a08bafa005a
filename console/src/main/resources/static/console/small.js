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

/** The way back to a list is back to what was searched and filtered in it. */
export function installCrumbs() {
  const from = document.referrer ? new URL(document.referrer) : null;
  if (from?.origin !== window.location.origin || !from.search) {
    return;
  }
  const lead = () => document.querySelectorAll('.crumb a').forEach((link) => {
    if (link.pathname === from.pathname) {
      link.search = from.search;
    }
  });
  lead();
  document.addEventListener('htmx:afterSettle', lead);
}

/**
 * A name that fills the head of a page is cut, with a button that shows the whole: hovering is
 * nothing that fingers can do.
 */
export function installLongNames() {
  const opened = new Set();
  const look = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    const whole = target.classList.contains('whole');
    target.nextElementSibling.hidden = !whole && target.scrollHeight <= target.clientHeight + 1;
  }));
  const install = () => document.querySelectorAll('.long-name:not([data-cut])').forEach((name) => {
    name.dataset.cut = '';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'show-whole';
    button.hidden = true;
    const show = () => {
      const whole = opened.has(name.textContent);
      name.classList.toggle('whole', whole);
      button.textContent = whole ? 'Show less' : 'Show all of it';
      button.setAttribute('aria-expanded', String(whole));
    };
    button.addEventListener('click', () => {
      if (!opened.delete(name.textContent)) {
        opened.add(name.textContent);
      }
      show();
    });
    show();
    name.after(button);
    look.observe(name);
  });
  install();
  document.addEventListener('htmx:afterSettle', install);
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
    // The session's own banner says more.
    if (status !== 401 && !(status === 403 && event.detail.requestConfig.verb === 'post')) {
      const typed = event.target.closest('form[data-draft]') ? 'Nothing was saved, and what you typed is still here. ' : '';
      say(typed + (REASONS[status] ?? (typed ? 'Try again shortly.' : 'This did not work. Load the page again and retry.')));
    }
  });
  document.addEventListener('htmx:afterSwap', () => (notice.hidden = true));
}

/** Colours change on the page as it is, so that nothing typed goes. */
export function installTheme() {
  const form = document.querySelector('.theme-switch');
  form?.addEventListener('submit', async (event) => {
    const theme = event.submitter?.value;
    if (!theme) {
      return;
    }
    event.preventDefault();
    const values = new URLSearchParams(new FormData(form));
    values.set('theme', theme);
    const answer = await fetch(form.action, { method: 'POST', body: values, redirect: 'manual' });
    if (!answer.ok && answer.type !== 'opaqueredirect') {
      form.submit();
      return;
    }
    const dark = theme === 'dark' || (theme === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches);
    document.documentElement.dataset.theme = theme;
    document.documentElement.setAttribute('data-bs-theme', dark ? 'dark' : 'light');
    form.querySelectorAll('button').forEach((button) => button.setAttribute('aria-pressed', String(button.value === theme)));
  });
}

