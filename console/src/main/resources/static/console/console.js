import { installDialogs } from './dialogs.js';
import { installEscape } from './escape.js';
import { installForms } from './forms.js';
import { installLive } from './live.js';
import { installCopy, installSearchKey, installNotices } from './small.js';

// Says to the style sheet that what needs no script may hide.
document.documentElement.classList.add('scripted');

installDialogs();
installEscape();
installForms();
installLive();
installCopy();
installSearchKey();
installNotices();
