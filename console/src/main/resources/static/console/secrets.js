/**
 * Secrets live in this page alone: no response and no storage has them. Whatever part of the page
 * is exchanged, what was typed into a secret field is there again.
 */
const FIELDS = 'input[type=password], [data-secret]';

export function isSecret(field) {
  return field.matches(FIELDS);
}

/** A row moves when one above it goes, so its value goes with its name. */
function keyOf(field) {
  const row = field.closest('[data-row]');
  const name = row?.querySelector('[name$=".name"]')?.value;
  return row ? `${row.dataset.row} ${name}` : field.name;
}

export function secretsIn(root) {
  const secrets = new Map();
  root.querySelectorAll(FIELDS).forEach((field) => {
    if (field.value !== '') {
      secrets.set(keyOf(field), field.value);
    }
  });
  return secrets;
}

export function installSecrets() {
  let kept = new Map();
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (event.detail.shouldSwap) {
      kept = secretsIn(event.detail.target);
    }
  });
  document.addEventListener('htmx:afterSwap', () => {
    document.querySelectorAll(FIELDS).forEach((field) => {
      if (field.value === '' && kept.has(keyOf(field))) {
        field.value = kept.get(keyOf(field));
      }
    });
    kept = new Map();
  });
}
