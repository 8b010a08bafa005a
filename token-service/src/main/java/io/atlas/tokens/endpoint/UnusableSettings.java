package io.atlas.tokens.endpoint;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.key.UnusableKeyException;

/** No request can be made from the settings; says what to correct, without quoting a secret. */
public final class UnusableSettings extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CredentialFailure failure;

  public UnusableSettings(CredentialFailure failure) {
    super(failure.hint(), null, false, false);
    this.failure = failure;
  }

  public static UnusableSettings shape(String hint) {
    return new UnusableSettings(
        new CredentialFailure(CredentialCategory.REQUEST_SHAPE, null, null, hint));
  }

  /** An upgrade of this service helps, and nothing at the provider. */
  public static UnusableSettings newer(String what) {
    return new UnusableSettings(
        new CredentialFailure(
            CredentialCategory.TRANSIENT,
            null,
            null,
            "This version of the token-service does not know the connection's "
                + what
                + ": ask the operator to upgrade it."));
  }

  public static UnusableSettings of(UnusableKeyException unusable) {
    return shape(unusable.hint());
  }

  public CredentialFailure failure() {
    return failure;
  }
}
