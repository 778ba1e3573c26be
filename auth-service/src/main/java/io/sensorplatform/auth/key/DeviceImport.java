package io.sensorplatform.auth.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sensorplatform.auth.AuthSettings;
import io.sensorplatform.auth.audit.Act;
import io.sensorplatform.auth.audit.AuditLog;
import io.sensorplatform.auth.device.Device;
import io.sensorplatform.auth.device.DeviceAccess;
import io.sensorplatform.auth.device.DeviceChanges;
import io.sensorplatform.auth.device.DeviceRequest;
import io.sensorplatform.auth.device.Devices;
import io.sensorplatform.auth.store.StoreOutage;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.VerifiedToken;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Creates many devices, each with a key: some hundred in one transaction with their audit. */
@Component
class DeviceImport {

  private static final Logger log = LoggerFactory.getLogger(DeviceImport.class);

  private final Devices devices;
  private final DeviceKeys keys;
  private final DeviceAccess access;
  private final AuditLog audit;
  private final AuthSettings settings;
  private final Clock clock;
  private final TransactionTemplate transaction;

  DeviceImport(
      Devices devices,
      DeviceKeys keys,
      DeviceAccess access,
      AuditLog audit,
      AuthSettings settings,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.devices = devices;
    this.keys = keys;
    this.access = access;
    this.audit = audit;
    this.settings = settings;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * What became of a line: a device with its key, which is told this once, or an error.
   *
   * @param retryable whether the same line may succeed later
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Result(
      int line,
      String status,
      @Nullable String name,
      @Nullable String clientId,
      @Nullable String keyId,
      @Nullable String apiKey,
      @Nullable Instant expiresAt,
      @Nullable String code,
      @Nullable String detail,
      @Nullable Boolean retryable) {

    static Result created(int line, Device device, DeviceKeys.Created key) {
      return new Result(
          line,
          "created",
          device.name(),
          device.clientId(),
          key.key().id(),
          key.key().text(),
          key.expiresAt(),
          null,
          null,
          null);
    }

    static Result failed(int line, @Nullable String name, ProblemException why) {
      return new Result(
          line,
          "failed",
          name,
          null,
          null,
          null,
          null,
          why.code().code(),
          why.detail(),
          why.code() == ProblemCode.STORE_UNAVAILABLE);
    }

    boolean isCreated() {
      return status.equals("created");
    }
  }

  private record Wanted(int line, String tenant, DeviceRequest.Checked device) {}

  /** In the order of the lines. */
  List<Result> create(VerifiedToken caller, String tenant, List<ImportLines.Line> lines) {
    List<Result> results = new ArrayList<>();
    List<Wanted> wanted = new ArrayList<>();
    for (ImportLines.Line line : lines) {
      try {
        wanted.add(check(caller, tenant, line));
      } catch (ProblemException e) {
        results.add(Result.failed(line.number(), name(line), e));
      }
    }
    // Two imports that insert the same names in the same order cannot wait for each other.
    wanted.sort(
        Comparator.comparing(Wanted::tenant).thenComparing(device -> device.device().name()));
    try {
      results.addAll(transaction.execute(status -> insert(caller, wanted)));
    } catch (NestedRuntimeException e) {
      if (!StoreOutage.is(e)) {
        throw e;
      }
      wanted.forEach(device ->
          results.add(Result.failed(device.line(), device.device().name(), StoreOutage.problem())));
    }
    results.sort(Comparator.comparing(Result::line));
    return results;
  }

  private Wanted check(VerifiedToken caller, String tenant, ImportLines.Line line) {
    DeviceRequest request = line.request();
    if (request == null) {
      throw new ProblemException(ProblemCode.MALFORMED_JSON, "The line is no device.");
    }
    DeviceRequest.Checked checked = request.checked();
    String meant = checked.tenant() == null ? tenant : access.tenant(caller, checked.tenant());
    return new Wanted(line.number(), meant, checked);
  }

  private List<Result> insert(VerifiedToken caller, List<Wanted> wanted) {
    Instant now = clock.instant();
    List<Result> results = new ArrayList<>();
    List<Act> acts = new ArrayList<>();
    for (Wanted one : wanted) {
      DeviceRequest.Checked asked = one.device();
      Optional<Device> made =
          devices.create(one.tenant(), asked.name(), asked.sensors(), caller.subject());
      if (made.isEmpty()) {
        results.add(Result.failed(one.line(), asked.name(), DeviceChanges.nameTaken(one.tenant())));
        continue;
      }
      DeviceKeys.Created key =
          keys.create(made.get().clientId(), now, now.plus(settings.keyLifetime())).orElseThrow();
      acts.add(DeviceChanges.created(caller.subject(), made.get()));
      acts.add(KeyChanges.created(caller.subject(), made.get(), key));
      results.add(Result.created(one.line(), made.get(), key));
    }
    audit.write(acts);
    log.info("{} imported {} devices", caller.subject(), acts.size() / 2);
    return results;
  }

  private static @Nullable String name(ImportLines.Line line) {
    DeviceRequest request = line.request();
    String name = request == null ? null : request.name();
    // What is no name may not even be text that JSON can hold.
    return name == null || !DeviceRequest.isName(name) ? null : name;
  }
}
