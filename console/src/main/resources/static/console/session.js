/**
 * A session that ended leaves the page as it is: the person signs in beside it and goes on. The
 * page then takes the new session's token; where somebody else signed in, it does not.
 */
export function installSession() {
  const person = document.body.dataset.person;
  if (!person) {
    return;
  }
  let waiting = null;
  const banner = () => document.getElementById('session-ended');

  const look = async () => {
    const answer = await fetch('/session', { headers: { Accept: 'application/json' } });
    if (!answer.ok) {
      return false;
    }
    const session = await answer.json();
    if (session.person !== person) {
      return false;
    }
    document.body.setAttribute('hx-headers', JSON.stringify({ [session.header]: session.token }));
    document.querySelectorAll('input[name=_csrf]').forEach((field) => (field.value = session.token));
    return true;
  };

  const goOn = async () => {
    try {
      if (await look()) {
        banner().hidden = true;
        return true;
      }
    } catch {
      // The network is away: htmx says so where something is sent.
    }
    return false;
  };

  document.addEventListener('htmx:responseError', async (event) => {
    const { xhr, elt, requestConfig } = event.detail;
    if ((xhr.status !== 401 && xhr.status !== 403) || requestConfig.verb !== 'post') {
      return;
    }
    const again = elt.closest('form') && elt.id !== 'preview-result';
    const triedBefore = waiting === elt;
    waiting = elt;
    if (await goOn()) {
      if (again && !triedBefore) {
        press(elt, requestConfig.triggeringEvent);
      }
    } else if (xhr.status === 401 || banner().hidden) {
      const ended = xhr.status === 401 || (await isSignedOut());
      if (ended) {
        banner().hidden = false;
        banner().scrollIntoView({ block: 'nearest' });
      }
    }
  });
  document.addEventListener('htmx:afterOnLoad', (event) => {
    if (event.detail.successful) {
      waiting = null;
    }
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && banner() && !banner().hidden) {
      goOn();
    }
  });
  window.addEventListener('focus', () => {
    if (banner() && !banner().hidden) {
      goOn();
    }
  });
}

async function isSignedOut() {
  try {
    return (await fetch('/session', { headers: { Accept: 'application/json' } })).status === 401;
  } catch {
    return false;
  }
}

/** Once more what was pressed, with the new session's token. */
function press(elt, event) {
  const button = event?.submitter ?? (elt.matches('button') ? elt : null);
  if (button) {
    button.disabled = false;
    button.click();
  } else if (elt.matches('form')) {
    elt.requestSubmit();
  }
}
