/** Escape closes what opened last, and the focus is again where it was opened. Dialogs do it by themselves. */
export function installEscape() {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || document.querySelector('dialog[open]')) {
      return;
    }
    const opened = event.target.closest('details[open]');
    if (opened) {
      opened.open = false;
      opened.querySelector('summary').focus();
      return;
    }
    if (event.target.closest('#oauth-panel')) {
      document.getElementById('cancel-connection').click();
    }
  });
}
