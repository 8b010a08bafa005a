/** What makes the forms quicker; each works without it. */
export function installForms() {
  installAutosubmit();
  installHeaders();
  installConnectionPanel();
  installBodyCheck();
}

/** Filters apply when chosen. */
function installAutosubmit() {
  document.querySelectorAll('form[data-autosubmit]').forEach((form) => {
    form.addEventListener('change', () => form.requestSubmit());
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

function installHeaders() {
  const rows = document.getElementById('header-rows');
  const template = document.getElementById('header-template');
  if (!rows || !template) {
    return;
  }
  rows.querySelectorAll('[data-remove-header]').forEach((button) => (button.hidden = false));
  document.querySelector('[data-add-header]').addEventListener('click', (event) => {
    event.preventDefault();
    const index = nextIndex(rows);
    const row = template.content.cloneNode(true);
    row.querySelectorAll('[data-part]').forEach((input) => {
      input.name = `headers[${index}].${input.dataset.part}`;
      if (input.dataset.part === 'name' || input.dataset.part === 'value') {
        input.id = `header-${input.dataset.part}-${index}`;
        input.previousElementSibling.htmlFor = input.id;
      }
    });
    rows.append(row);
    document.getElementById(`header-name-${index}`).focus();
  });
  rows.addEventListener('click', (event) => {
    event.target.closest('[data-remove-header]')?.closest('.header-row').remove();
  });
  rows.addEventListener('change', (event) => {
    if (event.target.matches('[data-secret-switch]')) {
      const value = event.target.closest('.header-row').querySelector('[name$=".value"]');
      value.type = event.target.checked ? 'password' : 'text';
    }
  });
}

function nextIndex(rows) {
  const used = [...rows.querySelectorAll('[name$=".name"]')].map((input) => Number(input.name.match(/\d+/)[0]));
  return used.length === 0 ? 0 : Math.max(...used) + 1;
}

const SECRETS = ['client-secret', 'next-client-secret', 'private-key'];

/** The panel for a new connection comes and goes with htmx, so listeners sit on the document. */
function installConnectionPanel() {
  let typedSecrets = [];
  document.addEventListener('keydown', (event) => {
    const inPanel = event.target.closest('#oauth-panel');
    if (inPanel && event.key === 'Enter' && event.target.matches('input')) {
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
  // A test is often followed by a save, and a provider may be chosen late: secrets stay in this
  // page, never in a response.
  document.addEventListener('htmx:beforeRequest', (event) => {
    const stays = event.target.id === 'test-connection' || event.target.matches('[data-provider]');
    typedSecrets = stays
      ? SECRETS.map((id) => [id, document.getElementById(id)?.value]).filter(([, value]) => value)
      : [];
  });
  document.addEventListener('htmx:afterSwap', () => {
    if (!document.getElementById('connection-refused')) {
      for (const [id, value] of typedSecrets) {
        const field = document.getElementById(id);
        if (field) {
          field.value = value;
        }
      }
    }
    typedSecrets = [];
  });
  document.addEventListener('htmx:afterSettle', (event) => {
    suggestScopes();
    if (event.target.id !== 'authentication-section') {
      return;
    }
    const refused = document.getElementById('connection-refused');
    const fault = document.querySelector('#oauth-panel .is-invalid');
    const opened = document.getElementById('connection-name');
    const selected = document.getElementById('authentication');
    if (refused) {
      (fault ?? refused).focus();
      refused.scrollIntoView({ block: 'nearest' });
    } else if (!document.getElementById('connection-passed')) {
      (opened ?? selected)?.focus();
    }
  });
  suggestScopes();
}

function suggestScopes() {
  const select = document.querySelector('[data-provider]');
  const suggestions = document.getElementById('scope-suggestions');
  if (!select || !suggestions) {
    return;
  }
  const scopes = (select.selectedOptions[0]?.dataset.scopes ?? '').split(' ').filter(Boolean);
  suggestions.hidden = scopes.length === 0;
  suggestions.replaceChildren(...scopes.map((scope) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'suggestion';
    button.dataset.scope = scope;
    button.textContent = scope;
    return button;
  }));
}

function toggleScope(scope) {
  const input = document.getElementById('scopes');
  const chosen = input.value.split(/[\s,]+/).filter(Boolean);
  input.value = (chosen.includes(scope) ? chosen.filter((each) => each !== scope) : [...chosen, scope]).join(' ');
}

/** JSON around the variables: a variable stands for a string's inside or for a whole value. */
function installBodyCheck() {
  const body = document.getElementById('body');
  const check = document.getElementById('body-check');
  if (!body || !check) {
    return;
  }
  const usual = check.textContent;
  const look = () => {
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
  body.addEventListener('input', look);
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
