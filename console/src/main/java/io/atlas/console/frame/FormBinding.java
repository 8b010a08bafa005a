package io.atlas.console.frame;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/**
 * Forms are records: what their constructors ask for is bound, and nothing else that a request may
 * name.
 */
@ControllerAdvice(annotations = Controller.class)
class FormBinding {

  @InitBinder
  void constructorsAlone(WebDataBinder binder) {
    binder.setDeclarativeBinding(true);
  }
}
