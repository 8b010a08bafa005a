package io.atlas.connections.audit;

import io.atlas.connections.account.Account;
import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.kit.audit.AuditCsv;
import io.atlas.kit.audit.AuditQuery;
import io.atlas.kit.audit.AuditQuery.Parameters;
import io.atlas.kit.audit.AuditQuery.Part;
import io.atlas.kit.audit.AuditQuery.Size;
import io.atlas.kit.rate.AccountShares;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was changed in the caller's account, newest first. */
@RestController
class AuditApi {

  private static final MediaType CSV = MediaType.parseMediaType(AuditCsv.MEDIA_TYPE);

  /** A table is some megabytes while it is made. */
  private final AccountShares tables = new AccountShares("tables of the audit", 2);

  private final Audit audit;

  AuditApi(Audit audit) {
    this.audit = audit;
  }

  @GetMapping("/api/v1/audit")
  Part list(
      Account account,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String subject,
      @RequestParam(required = false) @Nullable String what,
      @RequestParam(required = false) @Nullable String person,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable String limit) {
    Parameters parameters = new Parameters(from, to, subject, what, person, cursor, limit);
    return read(account, parameters, Size.PAGE);
  }

  /** As a table; 10,000 lines unless told. */
  @GetMapping(
      path = {"/api/v1/audit", "/api/v1/audit.csv"},
      produces = AuditCsv.MEDIA_TYPE)
  ResponseEntity<String> table(
      Account account,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String subject,
      @RequestParam(required = false) @Nullable String what,
      @RequestParam(required = false) @Nullable String person,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable String limit) {
    Parameters parameters = new Parameters(from, to, subject, what, person, cursor, limit);
    return tables.use(
        account.id(),
        () ->
            ResponseEntity.ok()
                .contentType(CSV)
                .body(AuditCsv.of(read(account, parameters, Size.TABLE).items())));
  }

  private Part read(Account account, Parameters parameters, Size size) {
    try {
      return audit.read(account.id(), parameters.read(size));
    } catch (AuditQuery.UnusableException unusable) {
      throw InvalidFieldsException.of(unusable.field(), unusable.message());
    }
  }
}
