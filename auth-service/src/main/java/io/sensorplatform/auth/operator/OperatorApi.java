package io.sensorplatform.auth.operator;

import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import java.net.URI;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Operators over HTTP, for administrators of the whole platform. */
@RestController
@RequestMapping("/v1/operators")
class OperatorApi {

  private final OperatorList operators;
  private final OperatorChanges changes;

  OperatorApi(OperatorList operators, OperatorChanges changes) {
    this.operators = operators;
    this.changes = changes;
  }

  record All(List<OperatorList.Listed> items) {}

  @GetMapping
  All list(VerifiedToken caller) {
    caller.require(Scopes.PLATFORM_ADMIN);
    return new All(operators.all());
  }

  @PostMapping
  ResponseEntity<OperatorList.Listed> create(
      VerifiedToken caller, @RequestBody OperatorRequest request) {
    caller.require(Scopes.PLATFORM_ADMIN);
    OperatorRequest.New wanted = request.checkedNew();
    String tenant = wanted.tenant() == null ? caller.tenant() : wanted.tenant();
    return ResponseEntity.created(URI.create("/v1/operators/" + wanted.username()))
        .body(changes.create(caller.subject(), tenant, wanted));
  }

  /** Whoever may less from now on, or has another password, has to sign in again. */
  @PatchMapping("/{username}")
  OperatorList.Listed change(
      VerifiedToken caller, @PathVariable String username, @RequestBody OperatorRequest request) {
    caller.require(Scopes.PLATFORM_ADMIN);
    return changes.change(caller.subject(), username, request.checkedChange(username));
  }
}
