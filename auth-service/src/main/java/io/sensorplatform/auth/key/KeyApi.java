package io.sensorplatform.auth.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sensorplatform.auth.device.Device;
import io.sensorplatform.auth.device.DeviceAccess;
import io.sensorplatform.defaults.token.VerifiedToken;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A device's API keys over HTTP, for operators. */
@RestController
@RequestMapping("/v1/devices/{clientId}/keys")
class KeyApi {

  private final DeviceKeys keys;
  private final KeyChanges changes;
  private final DeviceAccess access;

  KeyApi(DeviceKeys keys, KeyChanges changes, DeviceAccess access) {
    this.keys = keys;
    this.changes = changes;
    this.access = access;
  }

  /**
   * @param apiKey the whole key; told only in this answer; missing if it is a public key
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record NewKey(
      String keyId,
      DeviceKey.Kind kind,
      @Nullable String apiKey,
      Instant createdAt,
      Instant expiresAt) {}

  record KeyList(List<DeviceKey> items) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  NewKey create(
      VerifiedToken caller,
      @PathVariable String clientId,
      @RequestBody(required = false) @Nullable KeyRequest request) {
    Device device = access.device(caller, clientId);
    if (request != null && request.publicKey() != null) {
      return changes.add(caller.subject(), device, PublicKey.of(request.publicKey()), request);
    }
    DeviceKeys.Created created = changes.create(caller.subject(), device, request);
    return new NewKey(
        created.key().id(),
        DeviceKey.Kind.API_KEY,
        created.key().text(),
        created.createdAt(),
        created.expiresAt());
  }

  @GetMapping
  KeyList list(VerifiedToken caller, @PathVariable String clientId) {
    return new KeyList(keys.list(access.device(caller, clientId).clientId()));
  }

  /** Takes effect on the next token; tokens already issued live on until they expire. */
  @DeleteMapping("/{keyId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(VerifiedToken caller, @PathVariable String clientId, @PathVariable String keyId) {
    changes.revoke(caller.subject(), access.device(caller, clientId), keyId);
  }
}
