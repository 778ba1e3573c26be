package io.sensorplatform.auth.device;

import io.sensorplatform.auth.audit.Act;
import io.sensorplatform.auth.audit.AuditLog;
import io.sensorplatform.auth.delivery.Event;
import io.sensorplatform.auth.delivery.EventType;
import io.sensorplatform.auth.delivery.Events;
import io.sensorplatform.auth.revocation.Revocations;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes devices: the change, its audit and what it revokes, all or nothing. */
@Component
public class DeviceChanges {

  private static final Logger log = LoggerFactory.getLogger(DeviceChanges.class);

  private final Devices devices;
  private final AuditLog audit;
  private final Revocations revocations;
  private final Events events;
  private final TransactionTemplate transaction;

  DeviceChanges(
      Devices devices,
      AuditLog audit,
      Revocations revocations,
      Events events,
      PlatformTransactionManager transactions) {
    this.devices = devices;
    this.audit = audit;
    this.revocations = revocations;
    this.events = events;
    this.transaction = new TransactionTemplate(transactions);
  }

  Device create(String caller, String tenant, String name, List<String> sensors) {
    Device made =
        transaction.execute(status -> {
          Device device =
              devices.create(tenant, name, sensors, caller).orElseThrow(() -> nameTaken(tenant));
          audit.write(created(caller, device));
          return device;
        });
    log.info("{} created device {} of tenant {}", caller, made.clientId(), tenant);
    return made;
  }

  /**
   * @throws ProblemException if the device is gone, at another version, or its new name is taken
   */
  void change(String caller, String clientId, IfMatch match, DevicePatch patch) {
    try {
      transaction.executeWithoutResult(status -> {
        Device before = locked(clientId, match);
        Device after = patch.applyTo(before);
        if (after == before) {
          return;
        }
        devices.save(after);
        if ((after.disabled() && !before.disabled()) || !before.isCoveredBy(after)) {
          revocations.ofDevice(clientId, after.version());
        }
        if (after.disabled() && !before.disabled()) {
          events.add(event(EventType.DEVICE_DISABLED, caller, after));
        }
        audit.write(changed(caller, before, after));
        log.info("{} changed device {}: {}", caller, clientId, differences(before, after));
      });
    } catch (DuplicateKeyException e) {
      throw nameTaken(devices.find(clientId).map(Device::tenant).orElse(""));
    }
  }

  void delete(String caller, String clientId, IfMatch match) {
    transaction.executeWithoutResult(status -> {
      Device device = locked(clientId, match);
      devices.delete(clientId);
      revocations.ofDevice(clientId);
      events.add(event(EventType.DEVICE_DELETED, caller, device));
      audit.write(
          Act.done(caller, "device.delete", clientId, device.tenant(), "name: " + device.name()));
    });
    log.info("{} deleted device {}", caller, clientId);
  }

  private static Event event(EventType type, String caller, Device device) {
    return new Event(
        type,
        device.tenant(),
        Map.of("clientId", device.clientId(), "name", device.name(), "by", caller));
  }

  /** How the creation of a device stands in the audit log. */
  public static Act created(String caller, Device device) {
    return Act.done(
        caller,
        "device.create",
        device.clientId(),
        device.tenant(),
        "name: %s; sensors: %s".formatted(device.name(), String.join(" ", device.sensors())));
  }

  private Device locked(String clientId, IfMatch match) {
    Device device = devices.lock(clientId).orElseThrow(DeviceAccess::notFound);
    match.check(device);
    return device;
  }

  private static Act changed(String caller, Device before, Device after) {
    String what =
        before.disabled() == after.disabled()
            ? "device.update"
            : after.disabled() ? "device.disable" : "device.enable";
    return Act.done(caller, what, after.clientId(), after.tenant(), differences(before, after));
  }

  private static String differences(Device before, Device after) {
    List<String> told = new ArrayList<>();
    tell(told, "name", before, after, Device::name);
    tell(told, "sensors", before, after, device -> String.join(" ", device.sensors()));
    tell(told, "disabled", before, after, Device::disabled);
    return String.join("; ", told);
  }

  private static void tell(
      List<String> told,
      String name,
      Device before,
      Device after,
      Function<Device, Object> member) {
    Object was = member.apply(before);
    Object is = member.apply(after);
    if (!was.equals(is)) {
      told.add("%s: %s -> %s".formatted(name, was, is));
    }
  }

  public static ProblemException nameTaken(String tenant) {
    return new ProblemException(
        ProblemCode.DEVICE_EXISTS, "The tenant '%s' has a device of this name.".formatted(tenant));
  }
}
