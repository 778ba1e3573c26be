package io.sensorplatform.auth.key;

import io.sensorplatform.auth.AuthSettings;
import io.sensorplatform.auth.audit.Act;
import io.sensorplatform.auth.audit.AuditLog;
import io.sensorplatform.auth.device.Device;
import io.sensorplatform.auth.device.DeviceAccess;
import io.sensorplatform.auth.device.Devices;
import io.sensorplatform.auth.revocation.Revocations;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Adds and revokes keys: the change, its audit and what it revokes, all or nothing. */
@Component
class KeyChanges {

  private static final Logger log = LoggerFactory.getLogger(KeyChanges.class);

  private final DeviceKeys keys;
  private final Devices devices;
  private final AuditLog audit;
  private final Revocations revocations;
  private final AuthSettings settings;
  private final Clock clock;
  private final TransactionTemplate transaction;

  KeyChanges(
      DeviceKeys keys,
      Devices devices,
      AuditLog audit,
      Revocations revocations,
      AuthSettings settings,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.keys = keys;
    this.devices = devices;
    this.audit = audit;
    this.revocations = revocations;
    this.settings = settings;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  DeviceKeys.Created create(String caller, Device device, @Nullable KeyRequest request) {
    Instant now = clock.instant();
    Instant expiry =
        KeyRequest.expiry(request, now, settings.keyLifetime(), settings.maxKeyLifetime());
    DeviceKeys.Created created =
        transaction.execute(status -> {
          // Or two at once could both take the last place.
          Device locked = devices.lock(device.clientId()).orElseThrow(DeviceAccess::notFound);
          DeviceKeys.Created key =
              keys.create(locked.clientId(), now, expiry).orElseThrow(KeyChanges::limitReached);
          audit.write(created(caller, device, key));
          return key;
        });
    log.info("{} added key {} to device {}", caller, created.key().id(), device.clientId());
    return created;
  }

  /** The same of a key whose secret half the device keeps. */
  KeyApi.NewKey add(String caller, Device device, PublicKey key, KeyRequest request) {
    Instant now = clock.instant();
    Instant expiry =
        KeyRequest.expiry(request, now, settings.keyLifetime(), settings.maxKeyLifetime());
    String keyId =
        transaction.execute(status -> {
          Device locked = devices.lock(device.clientId()).orElseThrow(DeviceAccess::notFound);
          String id =
              keys.create(locked.clientId(), key, now, expiry)
                  .orElseThrow(KeyChanges::limitReached);
          audit.write(created(caller, device, id, "public key; expires: " + expiry));
          return id;
        });
    log.info("{} added public key {} to device {}", caller, keyId, device.clientId());
    return new KeyApi.NewKey(keyId, DeviceKey.Kind.PUBLIC_KEY, null, now, expiry);
  }

  static Act created(String caller, Device device, DeviceKeys.Created key) {
    return created(caller, device, key.key().id(), "expires: " + key.expiresAt());
  }

  private static Act created(String caller, Device device, String keyId, String detail) {
    return Act.done(caller, "key.create", device.clientId() + "/" + keyId, device.tenant(), detail);
  }

  private static ProblemException limitReached() {
    return new ProblemException(
        ProblemCode.KEY_LIMIT_REACHED, "The device has as many live keys as it may have.");
  }

  /** To revoke a key again changes nothing. */
  void revoke(String caller, Device device, String keyId) {
    if (!keys.has(device.clientId(), keyId)) {
      throw new ProblemException(ProblemCode.KEY_NOT_FOUND, "The device has no key with this id.");
    }
    transaction.executeWithoutResult(status -> {
      if (keys.revoke(device.clientId(), keyId)) {
        revocations.ofKey(keyId);
        audit.write(
            Act.done(caller, "key.revoke", device.clientId() + "/" + keyId, device.tenant(), null));
        log.info("{} revoked key {} of device {}", caller, keyId, device.clientId());
      }
    });
  }
}
