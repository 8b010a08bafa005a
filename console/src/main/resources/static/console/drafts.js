import { isSecret } from './secrets.js';

/**
 * What is typed into a form is kept in this tab until it is saved, so that it is there again after
 * a reload, a sign-in, or on coming back. Secrets are not kept; that there was one is.
 */
const PREFIX = 'atlas-draft ';
const NEVER = ['_csrf', 'once'];
const SOON = 250;

export function installDrafts() {
  const person = document.body.dataset.person;
  const form = document.querySelector('form[data-draft]');
  document.addEventListener('submit', (event) => {
    if (event.target.querySelector('#sign-out')) {
      forgetAll();
    }
  });
  if (!person || !form || !storage()) {
    return;
  }
  const key = `${PREFIX}${person} ${form.dataset.draft}`;
  const initial = JSON.stringify(fields(form));
  const draft = read(key);
  // Until it is shown again, what is kept stays as it is.
  let shown = draft === null;
  let saved = false;
  let timer = null;

  const keep = () => {
    clearTimeout(timer);
    const now = document.querySelector('form[data-draft]');
    if (saved || !shown || !now) {
      return;
    }
    const typed = fields(now);
    const secrets = [...now.elements].some((field) => isSecret(field) && field.value !== '');
    try {
      if (JSON.stringify(typed) === initial && !secrets) {
        sessionStorage.removeItem(key);
      } else {
        sessionStorage.setItem(key, JSON.stringify({ typed, secrets }));
      }
    } catch {
      // More than a tab may keep: the form still has it.
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, SOON);
  };
  document.addEventListener('input', () => {
    shown = true;
    soon();
  });
  document.addEventListener('change', soon);
  document.addEventListener('htmx:afterSettle', soon);
  window.addEventListener('pagehide', keep);
  document.addEventListener('htmx:beforeOnLoad', (event) => {
    const to = event.detail.xhr.getResponseHeader('HX-Redirect');
    if (event.target.matches('form[data-draft]') && to && !to.startsWith('/oauth2/')) {
      saved = true;
      sessionStorage.removeItem(key);
    }
  });
  if (draft) {
    restore(form, key, draft).then((done) => (shown = shown || done), () => undefined);
  }
}

/** The server makes the form again from what was typed, with its panel, rows and presets. */
async function restore(form, key, draft) {
  const values = Object.fromEntries(draft.typed.filter(([name]) => !NEVER.includes(name)));
  await window.htmx.ajax('POST', form.dataset.restore, {
    source: document.body, target: '#content', select: '#content', swap: 'outerHTML show:none', values,
  });
  if (form.isConnected) {
    return false; // a service is away: it is there again when the page is loaded again
  }
  const note = document.createElement('div');
  note.id = 'draft-restored';
  note.className = 'alert alert-info';
  note.setAttribute('role', 'status');
  note.append('What you typed before is here again. It is not saved yet. ');
  if (draft.secrets) {
    note.append('Secrets are not kept: type them again. ');
  }
  const over = document.createElement('button');
  over.type = 'button';
  over.className = 'btn btn-sm';
  over.id = 'draft-discard';
  over.textContent = 'Discard it';
  over.addEventListener('click', () => {
    document.querySelector('form[data-draft]')?.removeAttribute('data-draft');
    sessionStorage.removeItem(key);
    window.location.reload();
  });
  note.append(over);
  document.getElementById('content').prepend(note);
  return true;
}

function fields(form) {
  return [...form.elements]
    .filter((field) => field.name && !NEVER.includes(field.name) && !isSecret(field))
    .filter((field) => !['submit', 'button'].includes(field.type))
    .filter((field) => !['checkbox', 'radio'].includes(field.type) || field.checked)
    .map((field) => [field.name, field.value]);
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function forgetAll() {
  if (storage()) {
    Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => sessionStorage.removeItem(key));
  }
}

function storage() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
