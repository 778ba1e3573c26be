package io.sensorplatform.auth.device;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.reading.SensorId;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Devices over HTTP, for operators. */
@RestController
@RequestMapping("/v1/devices")
class DeviceApi {

  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final int MAX_LIMIT = 1_000;
  private static final int MAX_DAYS = 3_650;

  private final DeviceList devices;
  private final DeviceChanges changes;
  private final DeviceAccess access;
  private final Clock clock;

  DeviceApi(DeviceList devices, DeviceChanges changes, DeviceAccess access, Clock clock) {
    this.devices = devices;
    this.changes = changes;
    this.access = access;
    this.clock = clock;
  }

  /**
   * @param nextCursor where the next page starts; null on the last
   */
  record Page(List<DeviceList.Listed> items, @Nullable String nextCursor) {}

  @PostMapping
  ResponseEntity<DeviceList.Listed> create(
      VerifiedToken caller, @RequestBody DeviceRequest request) {
    access.tenant(caller, null);
    DeviceRequest.Checked wanted = request.checked();
    String tenant = access.tenant(caller, wanted.tenant());
    Device device = changes.create(caller.subject(), tenant, wanted.name(), wanted.sensors());
    return answer(
        ResponseEntity.created(URI.create("/v1/devices/" + device.clientId())), device.clientId());
  }

  @GetMapping
  Page list(
      VerifiedToken caller,
      @RequestParam(required = false) @Nullable String tenant,
      @RequestParam(required = false) @Nullable String name,
      @RequestParam(required = false) @Nullable String namePrefix,
      @RequestParam(required = false) @Nullable Boolean disabled,
      @RequestParam(required = false) @Nullable String sensor,
      @RequestParam(required = false) @Nullable Integer keysExpireWithinDays,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "100") int limit) {
    String meant = access.tenant(caller, tenant);
    require(name == null || DeviceRequest.isName(name), "'name' cannot be a device's name.");
    require(
        namePrefix == null || DeviceRequest.isName(namePrefix.strip()),
        "'namePrefix' cannot be the start of a device's name.");
    require(
        sensor == null || SensorId.isValid(sensor),
        "'sensor' is neither a sensor's id nor the start of one.");
    require(
        keysExpireWithinDays == null
            || (keysExpireWithinDays >= 0 && keysExpireWithinDays <= MAX_DAYS),
        "'keysExpireWithinDays' must be 0 to %d.".formatted(MAX_DAYS));
    require(limit >= 1 && limit <= MAX_LIMIT, "'limit' must be 1 to %d.".formatted(MAX_LIMIT));
    Instant expiry =
        keysExpireWithinDays == null
            ? null
            : clock.instant().plus(Duration.ofDays(keysExpireWithinDays));
    var filter = new DeviceList.Filter(name, namePrefix, disabled, sensor, expiry);
    String after = cursor == null ? null : Cursor.decode(cursor);
    List<DeviceList.Listed> found = devices.list(meant, filter, after, limit + 1);
    if (found.size() <= limit) {
      return new Page(found, null);
    }
    List<DeviceList.Listed> page = found.subList(0, limit);
    return new Page(page, Cursor.encode(page.getLast().device().name()));
  }

  @GetMapping("/{clientId}")
  ResponseEntity<DeviceList.Listed> one(VerifiedToken caller, @PathVariable String clientId) {
    Device device = access.device(caller, clientId);
    return answer(ResponseEntity.ok(), device.clientId());
  }

  /** Takes effect on the next token; tokens already issued live on until they expire. */
  @PatchMapping(
      path = "/{clientId}",
      consumes = {MediaType.APPLICATION_JSON_VALUE, MERGE_PATCH})
  ResponseEntity<DeviceList.Listed> change(
      VerifiedToken caller,
      @PathVariable String clientId,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      @RequestBody DevicePatch patch) {
    Device device = access.device(caller, clientId);
    changes.change(caller.subject(), device.clientId(), IfMatch.required(ifMatch), patch);
    return answer(ResponseEntity.ok(), device.clientId());
  }

  /** Its readings stay. */
  @DeleteMapping("/{clientId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(
      VerifiedToken caller,
      @PathVariable String clientId,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    Device device = access.device(caller, clientId);
    changes.delete(caller.subject(), device.clientId(), IfMatch.of(ifMatch));
  }

  private ResponseEntity<DeviceList.Listed> answer(
      ResponseEntity.BodyBuilder answer, String clientId) {
    DeviceList.Listed listed = devices.one(clientId).orElseThrow(DeviceAccess::notFound);
    return answer.eTag(IfMatch.tag(listed.device())).body(listed);
  }

  private static void require(boolean good, String otherwise) {
    if (!good) {
      throw new ProblemException(ProblemCode.INVALID_PARAMETER, otherwise);
    }
  }
}
