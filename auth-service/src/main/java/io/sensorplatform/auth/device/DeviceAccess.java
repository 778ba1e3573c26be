package io.sensorplatform.auth.device;

import io.sensorplatform.auth.audit.Refusals;
import io.sensorplatform.auth.operator.Operators;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.reading.Tenant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Whose devices a caller may administer: with scope {@code devices:admin} those of the token's
 * tenant; those of any other tenant only an operator who is marked as platform administrator. That
 * mark is looked up on each such request instead of being carried in tokens, so it can be taken
 * away at once. To everybody else the devices of another tenant do not exist.
 */
@Component
public final class DeviceAccess {

  private final Operators operators;
  private final Devices devices;
  private final Refusals refusals;

  DeviceAccess(Operators operators, Devices devices, Refusals refusals) {
    this.operators = operators;
    this.devices = devices;
    this.refusals = refusals;
  }

  /** The tenant that is meant: the one asked for, or the caller's own. */
  public String tenant(VerifiedToken caller, @Nullable String asked) {
    caller.require(Scopes.DEVICES_ADMIN);
    if (asked == null || asked.equals(caller.tenant())) {
      return caller.tenant();
    }
    if (!Tenant.isValid(asked) || !operators.isPlatformAdmin(caller.subject())) {
      throw new ProblemException(
          ProblemCode.TENANT_NOT_ALLOWED,
          "The token is for the tenant '%s'.".formatted(caller.tenant()));
    }
    return asked;
  }

  /** Whether the caller may administer what is this tenant's. */
  public boolean reaches(VerifiedToken caller, String tenant) {
    return tenant.equals(caller.tenant()) || operators.isPlatformAdmin(caller.subject());
  }

  public Device device(VerifiedToken caller, String clientId) {
    caller.require(Scopes.DEVICES_ADMIN);
    Device device = devices.find(clientId).orElseThrow(DeviceAccess::notFound);
    if (!reaches(caller, device.tenant())) {
      refusals.note(caller.subject(), "device.access", clientId, "of another tenant");
      throw notFound();
    }
    return device;
  }

  public static ProblemException notFound() {
    return new ProblemException(
        ProblemCode.DEVICE_NOT_FOUND, "There is no device with this client id.");
  }
}
