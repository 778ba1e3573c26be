package io.sensorplatform.auth.key;

import io.sensorplatform.auth.device.Device;
import io.sensorplatform.auth.device.DeviceAccess;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.VerifiedToken;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A device's API keys over HTTP, for operators. */
@RestController
@RequestMapping("/v1/devices/{clientId}/keys")
class KeyApi {

  private static final Logger log = LoggerFactory.getLogger(KeyApi.class);

  private final DeviceKeys keys;
  private final DeviceAccess access;

  KeyApi(DeviceKeys keys, DeviceAccess access) {
    this.keys = keys;
    this.access = access;
  }

  /**
   * @param apiKey the whole key; told only in this answer
   */
  record NewKey(String keyId, String apiKey, Instant createdAt, Instant expiresAt) {}

  record KeyList(List<DeviceKey> items) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  NewKey create(VerifiedToken caller, @PathVariable String clientId) {
    Device device = access.device(caller, clientId);
    DeviceKeys.Created created =
        keys.create(device.clientId())
            .orElseThrow(() ->
                new ProblemException(
                    ProblemCode.KEY_LIMIT_REACHED,
                    "The device has as many live keys as it may have."));
    log.info("{} added key {} to device {}", caller.subject(), created.key().id(), clientId);
    return new NewKey(
        created.key().id(), created.key().text(), created.createdAt(), created.expiresAt());
  }

  @GetMapping
  KeyList list(VerifiedToken caller, @PathVariable String clientId) {
    return new KeyList(keys.list(access.device(caller, clientId).clientId()));
  }

  /** Takes effect on the next token; tokens already issued live on until they expire. */
  @DeleteMapping("/{keyId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(VerifiedToken caller, @PathVariable String clientId, @PathVariable String keyId) {
    Device device = access.device(caller, clientId);
    if (!keys.revoke(device.clientId(), keyId)) {
      throw new ProblemException(ProblemCode.KEY_NOT_FOUND, "The device has no key with this id.");
    }
    log.info("{} revoked key {} of device {}", caller.subject(), keyId, device.clientId());
  }
}
