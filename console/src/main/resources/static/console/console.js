import { installDialogs } from './dialogs.js';
import { installDrafts } from './drafts.js';
import { installEscape } from './escape.js';
import { installForms } from './forms.js';
import { installLive } from './live.js';
import { installOperations } from './operations.js';
import { installSecrets } from './secrets.js';
import { installSession } from './session.js';
import { installCopy, installCrumbs, installLongNames, installNotices, installSearchKey, installTheme } from './small.js';
import { installWaiting } from './waiting.js';

// Says to the style sheet that what needs no script may hide.
document.documentElement.classList.add('scripted');

installDialogs();
installWaiting();
installEscape();
installForms();
installSecrets();
installSession();
installDrafts();
installLive();
installOperations();
installCopy();
installCrumbs();
installLongNames();
installSearchKey();
installNotices();
installTheme();
