package io.sensorplatform.auth.device;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.VerifiedToken;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Devices over HTTP, for operators. */
@RestController
@RequestMapping("/v1/devices")
class DeviceApi {

  private static final Logger log = LoggerFactory.getLogger(DeviceApi.class);

  private static final int MAX_LIMIT = 1_000;

  private final Devices devices;
  private final DeviceAccess access;

  DeviceApi(Devices devices, DeviceAccess access) {
    this.devices = devices;
    this.access = access;
  }

  /**
   * @param nextCursor where the next page starts; null on the last
   */
  record Page(List<Device> items, @Nullable String nextCursor) {}

  @PostMapping
  ResponseEntity<Device> create(VerifiedToken caller, @RequestBody DeviceRequest request) {
    access.tenant(caller, null);
    DeviceRequest.Checked wanted = request.checked();
    String tenant = access.tenant(caller, wanted.tenant());
    Device device =
        devices
            .create(tenant, wanted.name(), wanted.sensors(), caller.subject())
            .orElseThrow(() ->
                new ProblemException(
                    ProblemCode.DEVICE_EXISTS,
                    "The tenant '%s' has a device of this name.".formatted(tenant)));
    log.info("{} created device {} of tenant {}", caller.subject(), device.clientId(), tenant);
    return ResponseEntity.created(URI.create("/v1/devices/" + device.clientId())).body(device);
  }

  @GetMapping
  Page list(
      VerifiedToken caller,
      @RequestParam(required = false) @Nullable String tenant,
      @RequestParam(required = false) @Nullable String name,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "100") int limit) {
    String meant = access.tenant(caller, tenant);
    if (name != null && !DeviceRequest.isName(name)) {
      throw new ProblemException(
          ProblemCode.INVALID_PARAMETER, "'name' cannot be a device's name.");
    }
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new ProblemException(
          ProblemCode.INVALID_PARAMETER, "'limit' must be 1 to %d.".formatted(MAX_LIMIT));
    }
    String after = cursor == null ? null : Cursor.decode(cursor);
    List<Device> found = devices.list(meant, name, after, limit + 1);
    if (found.size() <= limit) {
      return new Page(found, null);
    }
    List<Device> page = found.subList(0, limit);
    return new Page(page, Cursor.encode(page.getLast().name()));
  }

  @GetMapping("/{clientId}")
  Device one(VerifiedToken caller, @PathVariable String clientId) {
    return access.device(caller, clientId);
  }
}
