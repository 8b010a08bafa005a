/** Links to a confirmation open it as a dialog; without script they are pages of their own. */
export function installDialogs() {
  const dialog = document.getElementById('dialog');
  document.addEventListener('click', async (event) => {
    if (event.target.closest('dialog [data-dialog-close]')) {
      event.preventDefault();
      dialog.close();
      return;
    }
    const link = event.target.closest('a[data-dialog]');
    const plain = link && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!plain || !dialog.showModal) {
      return;
    }
    event.preventDefault();
    const confirmation = await load(link.href);
    if (!confirmation) {
      window.location.assign(link.href);
      return;
    }
    dialog.replaceChildren(confirmation);
    dialog.showModal();
  });
}

async function load(href) {
  try {
    const answer = await fetch(href, { headers: { Accept: 'text/html' } });
    if (!answer.ok || answer.redirected) {
      return null;
    }
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return page.querySelector('.confirm');
  } catch {
    return null;
  }
}
