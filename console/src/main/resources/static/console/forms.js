const FILTER = 'atlas-filter';

/** What makes the forms quicker; each works without it. */
export function installForms() {
  installAutosubmit();
  installHeaders();
  installConnectionPanel();
  installBodyCheck();
  installOffers();
  installProviderSearch();
  installSample();
  focusWhatWasAskedFor();
}

/** A link to a field goes into it. */
function focusWhatWasAskedFor() {
  const named = window.location.hash.length > 1 && document.getElementById(window.location.hash.slice(1));
  if (named && named.matches('input, select, textarea')) {
    named.focus();
    (named.closest('.field') ?? named).scrollIntoView({ block: 'center' });
  }
}

/** Filters apply when chosen; the focus is in the same one on the page that comes. */
function installAutosubmit() {
  const chosen = sessionStorage.getItem(FILTER);
  sessionStorage.removeItem(FILTER);
  if (chosen && document.activeElement === document.body) {
    document.getElementById(chosen)?.focus({ preventScroll: true });
  }
  document.querySelectorAll('form[data-autosubmit]').forEach((form) => {
    form.addEventListener('change', (event) => {
      sessionStorage.setItem(FILTER, event.target.id);
      form.requestSubmit();
    });
    // An empty filter has no place in the URL.
    form.addEventListener('formdata', (event) => {
      for (const [name, value] of [...event.formData]) {
        if (value === '') {
          event.formData.delete(name);
        }
      }
    });
  });
}

/** Forms come and go with htmx, so listeners sit on the document. */
function installHeaders() {
  const show = () =>
    document.querySelectorAll('[data-remove-header]').forEach((button) => (button.hidden = false));
  show();
  document.addEventListener('htmx:afterSettle', show);
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-add-header]')) {
      event.preventDefault();
      event.stopPropagation();
      addHeader();
    }
    const remove = event.target.closest('[data-remove-header]');
    if (remove) {
      remove.closest('.header-row').remove();
      document.dispatchEvent(new Event('input'));
    }
  }, true);
  document.addEventListener('change', (event) => {
    if (event.target.matches('[data-secret-switch]')) {
      const value = event.target.closest('.header-row').querySelector('[name$=".value"]');
      value.type = event.target.checked ? 'password' : 'text';
    }
  }, true);
}

function addHeader() {
  const rows = document.getElementById('header-rows');
  const index = nextIndex(rows);
  const row = document.getElementById('header-template').content.cloneNode(true);
  row.querySelectorAll('[data-part]').forEach((input) => {
    input.name = `headers[${index}].${input.dataset.part}`;
    if (input.dataset.part === 'name' || input.dataset.part === 'value') {
      input.id = `header-${input.dataset.part}-${index}`;
      input.previousElementSibling.htmlFor = input.id;
    }
  });
  rows.append(row);
  document.getElementById(`header-name-${index}`).focus();
}

function nextIndex(rows) {
  const used = [...rows.querySelectorAll('[name$=".name"]')].map((input) => Number(input.name.match(/\d+/)[0]));
  return used.length === 0 ? 0 : Math.max(...used) + 1;
}

/** The panel for a new connection comes and goes with htmx, so listeners sit on the document. */
function installConnectionPanel() {
  document.addEventListener('keydown', (event) => {
    const inPanel = event.target.closest('#oauth-panel');
    if (inPanel && event.key === 'Enter' && event.target.matches('input') && event.target.id !== 'provider-search') {
      event.preventDefault();
      document.getElementById('save-connection').click();
    }
  });
  document.addEventListener('click', (event) => {
    const scope = event.target.closest('[data-scope]');
    if (scope) {
      toggleScope(scope.dataset.scope);
    }
  });
  document.addEventListener('htmx:afterSettle', (event) => {
    suggestScopes();
    if (!['authentication-section', 'content'].includes(event.target.id)) {
      return;
    }
    lookAtFault(event.target);
  });
  suggestScopes();
}

/** What was refused, with the field at fault, in view and focused. */
function lookAtFault(part) {
  const fault = part.querySelector('.is-invalid');
  const said = part.querySelector('#conflict, #refused, #connection-refused');
  if (fault) {
    fault.closest('details')?.setAttribute('open', '');
    fault.focus({ preventScroll: true });
    (fault.closest('.field') ?? fault).scrollIntoView({ block: 'center' });
  } else if (said) {
    said.tabIndex = -1;
    said.focus({ preventScroll: true });
    said.scrollIntoView({ block: 'center' });
  } else if (part.id === 'authentication-section' && !document.getElementById('connection-passed')) {
    (document.getElementById('connection-name') ?? document.getElementById('authentication'))?.focus();
  }
}

/** The scopes typed so far as chips to take away, and those that are known to pick from. */
function suggestScopes() {
  const input = document.getElementById('scopes');
  const chips = document.getElementById('scope-chips');
  const known = document.getElementById('scope-suggestions');
  if (!input || !chips || !known) {
    return;
  }
  const chosen = chosenScopes(input);
  chips.hidden = chosen.length === 0;
  chips.replaceChildren(...chosen.map((scope) => {
    const chip = document.createElement('button');
    chip.type = 'button';
    chip.className = 'suggestion scope-chip';
    chip.dataset.scope = scope;
    chip.dir = 'auto';
    chip.setAttribute('aria-label', `Remove ${scope}`);
    chip.textContent = `${scope} ×`;
    return chip;
  }));
  known.querySelectorAll('[data-scope]').forEach((button) => {
    button.hidden = chosen.includes(button.dataset.scope);
    button.setAttribute('aria-label', `Add ${button.dataset.scope}`);
  });
  known.hidden = known.querySelector('[data-scope]:not([hidden])') === null;
}

function chosenScopes(input) {
  return [...new Set(input.value.split(/[\s,]+/).filter(Boolean))];
}

function toggleScope(scope) {
  const input = document.getElementById('scopes');
  const chosen = chosenScopes(input);
  input.value = (chosen.includes(scope) ? chosen.filter((each) => each !== scope) : [...chosen, scope]).join(' ');
  input.dispatchEvent(new Event('input', { bubbles: true }));
  input.focus();
}

/** Once the endpoint is known, the provider is asked which scopes there are. */
function installOffers() {
  document.addEventListener('change', (event) => {
    const form = event.target.closest('form');
    if (event.target.id !== 'token-endpoint' || !/^https?:\/\/[^{]+$/.test(event.target.value.trim())) {
      return;
    }
    if (document.getElementById('provider')?.value || form.elements['connection.offered']?.value) {
      return;
    }
    window.htmx.ajax('POST', '/account/connections/offer-scopes', {
      source: document.body, target: '#scope-suggestions', swap: 'outerHTML',
      values: { 'connection.tokenEndpoint': event.target.value.trim() },
    });
  });
  document.addEventListener('input', (event) => {
    if (event.target.id === 'scopes') {
      suggestScopes();
    }
  });
}

/** Dozens of providers: typing narrows the list, Enter takes the first. */
function installProviderSearch() {
  const show = () => {
    const search = document.getElementById('provider-search');
    if (search) {
      search.hidden = false;
    }
  };
  const matching = (search) => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const select = document.getElementById('provider');
    [...select.options].forEach((option) => {
      option.hidden = !words.every((word) => option.textContent.toLowerCase().includes(word));
    });
    return [...select.options].filter((option) => !option.hidden && option.value);
  };
  document.addEventListener('input', (event) => {
    if (event.target.id === 'provider-search') {
      const found = matching(event.target);
      document.getElementById('provider').size = event.target.value ? Math.min(6, Math.max(2, found.length)) : 1;
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.target.id === 'provider-search' && event.key === 'Enter') {
      event.preventDefault();
      event.stopPropagation();
      const first = matching(event.target)[0];
      if (first) {
        const select = document.getElementById('provider');
        select.value = first.value;
        select.dispatchEvent(new Event('change', { bubbles: true }));
      }
    }
  }, true);
  document.addEventListener('htmx:afterSettle', show);
  show();
}

/** The sample input goes with the variables of the templates, until the person types another. */
function installSample() {
  document.addEventListener('htmx:afterSettle', () => {
    const next = document.querySelector('[data-sample-for]');
    const sample = document.getElementById('sample');
    const given = document.getElementById('sample-given');
    const own = sample && given && sample.value !== plain(given.value);
    if (next && given && !own && document.activeElement !== sample) {
      sample.value = plain(next.value);
      given.value = sample.value;
    }
  });
}

/** A text area has line feeds alone. */
function plain(text) {
  return text.replaceAll('\r\n', '\n');
}

/** JSON around the variables: a variable stands for a string's inside or for a whole value. */
function installBodyCheck() {
  let usual = null;
  const look = () => {
    const body = document.getElementById('body');
    const check = document.getElementById('body-check');
    if (!body || !check) {
      return;
    }
    usual ??= check.textContent;
    const text = body.value.trim();
    check.classList.remove('text-red');
    check.textContent = usual;
    if (!/^[[{]/.test(text) || /\{\{[#^/]/.test(text)) {
      return;
    }
    try {
      JSON.parse(standIns(text));
    } catch (malformed) {
      check.classList.add('text-red');
      check.textContent = `Not valid JSON around the variables: ${malformed.message}`;
    }
  };
  document.addEventListener('input', (event) => {
    if (event.target.id === 'body') {
      look();
    }
  });
  document.addEventListener('htmx:afterSettle', look);
  look();
}

function standIns(text) {
  let inString = false;
  let result = '';
  for (let i = 0; i < text.length; i++) {
    if (text.startsWith('{{', i)) {
      const end = text.indexOf('}}', i);
      if (end < 0) {
        return text;
      }
      result += inString ? 'x' : '0';
      i = end + 1;
    } else {
      if (text[i] === '"' && text[i - 1] !== '\\') {
        inString = !inString;
      }
      result += text[i];
    }
  }
  return result;
}
