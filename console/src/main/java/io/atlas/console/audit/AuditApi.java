package io.atlas.console.audit;

import io.atlas.console.frame.UnusableParameterException;
import io.atlas.console.identity.Person;
import io.atlas.kit.audit.AuditCsv;
import io.atlas.kit.audit.AuditQuery;
import io.atlas.kit.audit.AuditQuery.Parameters;
import io.atlas.kit.audit.AuditQuery.Part;
import io.atlas.kit.audit.AuditQuery.Size;
import io.atlas.kit.rate.AccountShares;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What was replayed and cancelled in the caller's account, newest first. */
@RestController
class AuditApi {

  private static final MediaType CSV = MediaType.parseMediaType(AuditCsv.MEDIA_TYPE);

  /** A table is some megabytes while it is made. */
  private final AccountShares tables = new AccountShares(2, Duration.ofSeconds(2));

  private final Audit audit;

  AuditApi(Audit audit) {
    this.audit = audit;
  }

  @GetMapping("/api/v1/audit")
  Part list(Person person, Parameters parameters) {
    return read(person, parameters, Size.PAGE);
  }

  /** As a table; 10,000 lines unless told. */
  @GetMapping(
      path = {"/api/v1/audit", "/api/v1/audit.csv"},
      produces = AuditCsv.MEDIA_TYPE)
  ResponseEntity<String> table(Person person, Parameters parameters) {
    return tables.use(
        person.accountId(),
        () ->
            ResponseEntity.ok()
                .contentType(CSV)
                .body(AuditCsv.of(read(person, parameters, Size.TABLE).items())));
  }

  private Part read(Person person, Parameters parameters, Size size) {
    try {
      return audit.read(person.accountId(), parameters.read(size));
    } catch (AuditQuery.UnusableException unusable) {
      throw new UnusableParameterException(unusable.field(), unusable.message());
    }
  }
}
